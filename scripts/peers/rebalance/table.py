"""A row of a Markdown table from the measures on standard input: python table.py [CASE COST]. Without arguments the head."""

import json
import sys

HEAD = ["case", "program", "wall s", "processor s", "grids", "within 5 %", "worst", "extra parts", "border km", "moved", "of the bound"]


def cells(case: str, cost: dict, found: dict) -> list[str]:
    """What the columns of the head say of one program."""
    moved, bound = found.get("moved_households"), found.get("bound_households")
    return [
        case,
        found["name"],
        f"{cost['wall_s']:.2f}",
        f"{cost['processor_s']:.2f}",
        f"{found['grids']:,}",
        f"{found['within_5_percent']:.2f} %",
        f"{found['worst_deviation_percent']:.1f} %",
        str(found["extra_parts"]),
        f"{found['border_km']:,.1f}",
        "" if moved is None else f"{found['moved_percent']:.2f} %",
        "" if not bound else f"{moved / bound:.2f}",
    ]


if __name__ == "__main__":
    if len(sys.argv) < 3:
        print("| " + " | ".join(HEAD) + " |")
        print("|" + "---|" * len(HEAD))
    else:
        print("| " + " | ".join(cells(sys.argv[1], json.loads(sys.argv[2]), json.load(sys.stdin))) + " |")
