"""Lines of JSON to a Markdown table; the ratio is to ours on one thread, build and run together."""

import json
import sys

rows = [json.loads(line) for line in sys.stdin]
ours = {row["task"]: row["build_s"] + row["run_s"] for row in rows if row["peer"] == "hexward, 1 thread"}
print("| task | who | build s | run s | build + run, ours = 1 | peak MB | wrong | |")
print("|---|---|---|---|---|---|---|---|")
for row in rows:
    base = ours.get(row["task"], 0)
    ratio = f"{(row['build_s'] + row['run_s']) / base:.1f}" if base > 0 else ""
    build, run = (f"{row[key]:.3f}" if row[key] else "" for key in ("build_s", "run_s"))
    if row["task"] == "look-up":
        build, run = "", f"{row['run_s']:.3f} us"
    print(
        f"| {row['task']} | {row['peer']} | {build} | {run} | {ratio} "
        f"| {row['peak_mb']} | {row['wrong']} | {row['note']} |"
    )
