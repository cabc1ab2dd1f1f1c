"""Compares the GeoParquet files of a folder with the GeoJSON files beside them, by geopandas and by DuckDB."""

import json
import sys
from pathlib import Path

import duckdb
import duckdb_ext
import geopandas
import pyarrow.parquet

folder = Path(sys.argv[1])
for layer in ["grids", "addresses", "checkpoints", "barriers"]:
    path = folder / f"{layer}.parquet"
    ours = geopandas.read_parquet(path)
    plain = json.loads((folder / f"{layer}.geojson").read_text())["features"]
    theirs = geopandas.GeoDataFrame.from_features(plain, crs="OGC:CRS84")
    assert len(ours) == len(theirs) > 0, layer
    assert ours.crs == theirs.crs, ours.crs
    assert ours.geometry.is_valid.all(), layer
    # the same positions to the last bit; an area of one part is one of several in GeoParquet
    assert ours.geometry.get_coordinates().equals(theirs.geometry.get_coordinates()), layer
    for name in theirs.columns.drop("geometry"):
        pairs = zip(ours[name], theirs[name])
        assert all(a == b or (a != a and (b is None or b != b)) for a, b in pairs), (layer, name)
    geo = json.loads(pyarrow.parquet.read_schema(path).metadata[b"geo"])
    assert geo["version"] == "1.1.0", geo
    west, south, east, north = geo["columns"]["geometry"]["bbox"]
    box = geopandas.read_parquet(path, bbox=(west, south, (west + east) / 2, north))
    assert 0 < len(box) <= len(ours), layer
    shifted = geopandas.read_parquet(folder / f"{layer}-27700.parquet")
    assert shifted.crs.to_epsg() == 27700, shifted.crs
    back = shifted.to_crs("OGC:CRS84")
    apart = (back.geometry.get_coordinates() - ours.geometry.get_coordinates()).abs().max().max()
    assert apart < 1e-7, layer

# as others write it, for our importer
for layer, compression in [("grids", "gzip"), ("addresses", "snappy"), ("checkpoints", "brotli"), ("barriers", None)]:
    theirs = geopandas.read_parquet(folder / f"{layer}-27700.parquet")
    theirs.to_parquet(folder / f"theirs-{layer}.parquet", compression=compression, schema_version="1.0.0")

database = duckdb.connect()
for layer in ["grids", "addresses", "checkpoints", "barriers", "counts"]:
    query = f"SELECT count(*) FROM '{folder / layer}.parquet'"
    rows = database.execute(query).fetchone()[0]
    assert rows == pyarrow.parquet.read_metadata(folder / f"{layer}.parquet").num_rows, layer
deaths = database.execute(f"SELECT sum(value) FROM '{folder}/counts.parquet'").fetchone()[0]
assert deaths == 392, deaths
# the extension comes from PyPI beside DuckDB: its own server need not be reached
extensions = Path(duckdb_ext.__path__[0]) / "extensions"
database.load_extension(str(next(extensions.glob("*/*/spatial.duckdb_extension"))))
for layer, kind in [("grids", "MULTIPOLYGON"), ("addresses", "POINT"), ("barriers", "LINESTRING")]:
    kinds = f"SELECT DISTINCT ST_GeometryType(geometry) FROM '{folder / layer}.parquet'"
    assert database.execute(kinds).fetchall() == [(kind,)], layer
for layer in ["grids", "addresses", "checkpoints", "barriers", "counts"]:
    database.execute(f"COPY (SELECT * FROM '{folder / layer}.parquet') TO '{folder}/duck-{layer}.parquet' (FORMAT parquet)")
print("geopandas and DuckDB read what was written")
