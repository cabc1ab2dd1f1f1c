#!/usr/bin/env bash
# Cold tiles beside MapServer, Mapnik and datashader, and vector tiles beside Martin: the same grids, cases and tiles, one process after the other.
# Prints the machine, its load and one row a scene, program and zoom; what is not installed or crashes is named.
# usage: scripts/peers/tiles/run.sh [FOLDER [CITY STORE]]   (target/peers; a folder that `hexward city wuxi` wrote and a store of it, else both are made)
# Of Debian: python3-mapscript, python3-mapnik, python3-numpy, python3-pil, gdal-bin, postgresql-15-postgis-3; datashader comes from PyPI, Martin from crates.io.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

work="${1:-target/peers}"
city="${2:-$work/wuxi}"
store="${3:-$work/wuxi.gpkg}"
data="$work/tiles"
python="$work/tiles-venv/bin/python"
martin="$work/martin/bin/martin"
hexward="${CARGO_TARGET_DIR:-target}/release/hexward"
mkdir -p "$work"
cargo build --quiet --release -p hexward
[[ -e "$city/README.md" ]] || "$hexward" city wuxi --seed 1 -o "$city" >/dev/null
if [[ ! -e "$store" ]]; then
    new="$work/new.gpkg"
    rm -f "$new"*
    for tier in street community grid micro; do
        "$hexward" import --store "$new" grids "$city/grids-$tier.geojson" --tier "$tier" --crs EPSG:4326
    done
    for kind in addresses.csv checkpoints.csv barriers.geojson; do
        "$hexward" import --store "$new" "${kind%.*}" "$city/$kind" --crs EPSG:4326
    done
    "$hexward" import --store "$new" cases "$city/cases.csv"
    mv "$new" "$store"
    rm -f "$new"*
fi >/dev/null
if [[ ! -x "$python" ]]; then
    python3 -m venv "$work/tiles-venv"
    "$work/tiles-venv/bin/pip" install --quiet -r scripts/peers/tiles/requirements.txt
fi
# Martin is not stopped by a build that fails: its rows are left out then, and that is said
[[ -x "$martin" ]] || cargo install --quiet --locked --version 1.14.0 --no-default-features --features postgres \
    --root "$work/martin" --target-dir "$work/martin-build" martin || echo "Martin could not be built" >&2
[[ -e "$data/tiles.json" ]] || "$python" scripts/peers/tiles/prepare.py "$city" "$data"
# a density of 200 m, as the others draw it
sed 's/"bandwidth_m": 100.0/"bandwidth_m": 200.0/' styles/cases.json >"$data/cases.json"
cargo bench --quiet -p hexward-engine --bench tiles --no-run

echo "$(date -I), $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), load $(cut -d' ' -f1-3 /proc/loadavg)"
TILES=250 cargo bench --quiet -p hexward-engine --bench tiles -- "$(realpath "$store")" "$(realpath "$data")/cases.json" "$PWD/styles/risk.json"
echo "| scene | program | zoom | p50 ms | p99 ms | tiles | seams |"
echo "|---|---|---|---|---|---|---|"
for peer in mapserver mapnik datashader; do
    by=/usr/bin/python3
    [[ "$peer" != datashader ]] || by="$python"
    for scene in choropleth density; do
        for zoom in 10 12 14 16; do
            "$by" scripts/peers/tiles/draw.py "$peer" "$scene" "$zoom" "$data" 2>/dev/null ||
                echo "| $scene | $peer | z$zoom | not installed, or it crashed | | | |"
        done
    done
done
if [[ -x "$martin" ]]; then
    scripts/postgres.sh run scripts/peers/tiles/martin.sh "$martin" "$hexward" "$store" "$data" ||
        echo "| vector | martin | | it failed | | | |"
else
    echo "| vector | martin | | not installed | | | |"
fi
echo "load at the end $(cut -d' ' -f1-3 /proc/loadavg)"
