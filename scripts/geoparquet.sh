#!/usr/bin/env bash
# Opens what `hexward export --format parquet` writes with geopandas and DuckDB, from a Python of its own, and imports what these
# write of it.
# usage: scripts/geoparquet.sh HEXWARD
set -euo pipefail

program=$(realpath "$1")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
python=${HEXWARD_TEST_PYTHON:-${CARGO_TARGET_DIR:-target}/python/bin/python}

if ! "$python" -c 'import geopandas, pyarrow, duckdb, duckdb_ext' 2>/dev/null; then
    home=$(dirname "$(dirname "$python")")
    if ! { python3 -m venv "$home" && "$home/bin/pip" --quiet install geopandas pyarrow duckdb==1.4.4 duckdb-ext-spatial==1.4.4.20260205; } >&2; then
        echo "skipped: geopandas and duckdb cannot be installed" >&2
        exit 0
    fi
fi

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
store=$folder/soho.gpkg
import() { "$program" import --store "$store" "$@" >/dev/null 2>&1; }
import addresses data/soho-1854/addresses.csv --crs EPSG:4326
import checkpoints data/soho-1854/checkpoints.csv --crs EPSG:4326
import barriers data/soho-1854/streets.geojson --crs EPSG:4326
import cases data/soho-1854/cases.csv
"$program" edit --store "$store" - >/dev/null <<'EDITS'
[{"op": "draw_outline", "code": "990185400001", "name": "布罗德街", "tier": "community", "margin_m": 60.0},
 {"op": "partition_by_checkpoints", "parent": "990185400001"}]
EDITS
for layer in grids addresses checkpoints barriers counts; do
    for format in parquet geojson; do
        "$program" export --store "$store" "$layer" --format "$format" -o "$folder/$layer.$format"
    done
    [[ $layer == counts ]] || "$program" export --store "$store" "$layer" --format parquet --crs EPSG:27700 \
        -o "$folder/$layer-27700.parquet"
done
"$python" scripts/geoparquet.py "$folder"

# the rows come back from each of them
for writer in theirs duck; do
    crs=EPSG:4326
    [[ $writer == duck ]] || crs=EPSG:27700
    store=$folder/$writer.gpkg
    for layer in grids addresses checkpoints barriers; do
        import "$layer" "$folder/$writer-$layer.parquet" --crs "$crs"
        "$program" export --store "$store" "$layer" --format geojson -o "$folder/$writer-$layer.geojson"
        # the days of grids are those of the import
        diff -q <(sed 's/,"valid_from":"[^"]*"//' "$folder/$layer.geojson") \
            <(sed 's/,"valid_from":"[^"]*"//' "$folder/$writer-$layer.geojson")
    done
done
import cases "$folder/duck-counts.parquet"
echo "what they write is imported as it was"
