"""What the tiles of other programs are drawn from: python prepare.py CITY FOLDER.

CITY is a folder that `hexward city wuxi` has written. Into FOLDER go the grids in five classes and the cases as Shapefiles in
Web Mercator, the cases as an array, and the tiles: those that `cargo bench -p hexward-engine --bench tiles` draws.
"""

import csv
import json
import math
import subprocess
import sys
from pathlib import Path

import numpy as np

HALF_WORLD_M = 20037508.342789244
TILES = 250
ZOOMS = [10, 12, 14, 16]


def mercator(lon: float, lat: float) -> tuple[float, float]:
    x = lon / 180 * HALF_WORLD_M
    return x, math.asinh(math.tan(math.radians(lat))) / math.pi * HALF_WORLD_M


def tiles(places: list[tuple[float, float]], z: int) -> list[tuple[int, int, int]]:
    """Tiles around places taken at random, each once, in the order of the bench."""
    found: dict[tuple[int, int, int], None] = {}
    state, mask = 0x9E3779B97F4A7C15, 2**64 - 1
    for _ in range(TILES * 20):
        state ^= state << 13 & mask
        state ^= state >> 7
        state ^= state << 17 & mask
        x, y = mercator(*places[state % len(places)])
        part = 2**z / (2 * HALF_WORLD_M)
        found[(z, int((x + HALF_WORLD_M) * part), int((HALF_WORLD_M - y) * part))] = None
        if len(found) == TILES:
            break
    return list(found)


def main() -> None:
    city, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with (city / "addresses.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(file)
        places = {row["id"]: (float(row["lon"]), float(row["lat"])) for row in rows}
    with (city / "cases.csv").open(encoding="utf-8") as file:
        cases = [(places[row["address"]], int(row["value"])) for row in csv.DictReader(file)]
    points = np.array([mercator(*place) for place, value in cases for _ in range(value)])
    np.save(folder / "cases.npy", points)
    with (folder / "cases.csv").open("w") as file:
        file.write("x,y\n")
        np.savetxt(file, points, "%.3f", ",")
    in_order = [place for _, place in sorted(places.items())]
    (folder / "tiles.json").write_text(json.dumps([tiles(in_order, z) for z in ZOOMS]))
    convert = ["ogr2ogr", "-overwrite", "-f", "ESRI Shapefile", "-lco", "SPATIAL_INDEX=YES"]
    classes = f'SELECT code, CAST(rowid % 5 AS integer) AS class, geometry FROM "{layer(city)}"'
    grids = [str(city / "grids-grid.geojson"), "-t_srs", "EPSG:3857", "-dialect", "sqlite", "-sql", classes]
    subprocess.run([*convert, str(folder / "grids.shp"), *grids], check=True)
    read = ["-oo", "X_POSSIBLE_NAMES=x", "-oo", "Y_POSSIBLE_NAMES=y", "-a_srs", "EPSG:3857"]
    subprocess.run([*convert, str(folder / "cases.shp"), str(folder / "cases.csv"), *read], check=True)


def layer(city: Path) -> str:
    """The name of the layer in the file of the grids."""
    told = subprocess.run(
        ["ogrinfo", "-ro", "-q", str(city / "grids-grid.geojson")], check=True, capture_output=True, text=True
    )
    return told.stdout.split(":", 1)[1].strip().rsplit(" (", 1)[0]


if __name__ == "__main__":
    main()
