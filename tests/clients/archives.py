"""Archives of tiles, read by programs of other make: what they hold is what the server answers.

usage: archives.py http://127.0.0.1:8080 FOLDER
"""

import gzip
import json
import pathlib
import sqlite3
import sys
import urllib.request

import pyogrio
from pmtiles.reader import MmapSource, Reader, all_tiles
from pmtiles.tile import Compression, TileType

Z, X, Y = 16, 32743, 21790


def fetch(url):
    with urllib.request.urlopen(url, timeout=20) as answer:
        return answer.read()


def packed(base, path, style, kind):
    """Every tile of a PMTiles file is the one that is served, and equal ones are stored once."""
    with open(path, "rb") as file:
        source = MmapSource(file)
        reader = Reader(source)
        header, facts = reader.header(), reader.metadata()
        assert (header["min_zoom"], header["max_zoom"], header["clustered"]) == (12, 16, True), header
        assert header["tile_type"] == {"png": TileType.PNG, "webp": TileType.WEBP, "mvt": TileType.MVT}[kind]
        assert facts["name"] and facts["attribution"] and facts["style"] == style, facts
        count, contents = 0, set()
        for (z, x, y), content in all_tiles(source):
            if kind == "mvt":
                assert header["tile_compression"] == Compression.GZIP
                content = gzip.decompress(content)
            assert content == fetch(f"{base}/tiles/{style}/{z}/{x}/{y}.{kind}"), f"{path}: {z}/{x}/{y}"
            count, contents = count + 1, contents | {content}
        assert reader.get(Z, X, Y) is not None
        assert (count, len(contents)) == (header["addressed_tiles_count"], header["tile_contents_count"]), header
        assert count > 20 and (kind == "mvt" or len(contents) < count), header
    print(f"pmtiles of PyPI: {path.name}: {count} tiles, {len(contents)} contents, the same bytes")


def unpacked(base, path, style):
    """The tiles of an MBTiles file are those that are served, rows counted from the south."""
    archive = sqlite3.connect(path)
    facts = dict(archive.execute("SELECT name, value FROM metadata"))
    west, south, east, north = (float(number) for number in facts["bounds"].split(","))
    assert facts["format"] == "png" and west < -0.135 < east and south < 51.51 < north, facts
    count = 0
    for z, x, y, content in archive.execute("SELECT * FROM tiles"):
        assert content == fetch(f"{base}/tiles/{style}/{z}/{x}/{2**z - 1 - y}.png"), f"{path}: {z}/{x}/{y}"
        count += 1
    assert archive.execute("PRAGMA integrity_check").fetchone() == ("ok",) and count > 20
    print(f"SQLite: {path.name}: {count} tiles, the same bytes")


def vectors(base, path):
    """A driver of GDAL that is newer than that of the system finds all grids in the finest zoom."""
    items = json.loads(fetch(f"{base}/ogc/collections/grids-grid/items?limit=10000"))
    codes = {item["properties"]["code"] for item in items["features"]}
    (name, _), *_ = pyogrio.list_layers(path)
    table = pyogrio.raw.read(path, layer=name, columns=["code", "tier"], read_geometry=False)
    fields = dict(zip(table[0]["fields"], table[3]))
    found = {code for code, tier in zip(fields["code"], fields["tier"]) if tier == "grid"}
    assert found == codes, found ^ codes
    print(f"GDAL {'.'.join(map(str, pyogrio.__gdal_version__))} {path.suffix}: {len(found)} grids")


def main(base, folder):
    folder = pathlib.Path(folder)
    packed(base, folder / "risk.pmtiles", "risk", "png")
    packed(base, folder / "cases.pmtiles", "cases", "webp")
    packed(base, folder / "grids.pmtiles", "grids", "mvt")
    unpacked(base, folder / "risk.mbtiles", "risk")
    drivers = pyogrio.list_drivers()
    for driver, path in [("PMTiles", folder / "grids.pmtiles"), ("MBTiles", folder / "grids.mbtiles")]:
        if driver in drivers:
            vectors(base, path)
        else:
            print(f"skipped: this GDAL has no driver {driver}")


if __name__ == "__main__":
    main(sys.argv[1].rstrip("/"), sys.argv[2])
