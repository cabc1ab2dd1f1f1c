"""Vector tiles over HTTP: python vector.py NAME URL FOLDER, with {z}, {x} and {y} in the URL, on the tiles that prepare.py has chosen.

One connection that is kept, each tile once: the time is that from the request to the last byte. Prints rows of a table: milliseconds
(median, 99th percentile).
"""

import http.client
import json
import statistics
import sys
import time
import urllib.parse
from pathlib import Path


def asked(connection: http.client.HTTPConnection, path: str) -> int:
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    assert answer.status in (200, 204), f"{answer.status} of {path}"
    return len(body)


def main() -> None:
    name, url, folder = sys.argv[1], urllib.parse.urlsplit(sys.argv[2]), Path(sys.argv[3])
    connection = http.client.HTTPConnection(url.netloc)
    path = url.path + (f"?{url.query}" if url.query else "")
    for tiles in json.loads((folder / "tiles.json").read_text()):
        times, size = [], 0
        for z, x, y in tiles:
            start = time.perf_counter()
            size += asked(connection, path.format(z=z, x=x, y=y))
            times.append((time.perf_counter() - start) * 1e3)
        times.sort()
        p50, p99 = statistics.median(times), times[int((len(times) - 1) * 0.99)]
        kb = size / len(times) / 1024
        print(f"| vector | {name} | z{tiles[0][0]} | {p50:.2f} | {p99:.2f} | {len(times)} | {kb:.0f} kB each |", flush=True)


if __name__ == "__main__":
    main()
