#!/usr/bin/env bash
# Cold tiles beside MapServer, Mapnik and datashader: the same grids, cases and tiles, one process after the other.
# Prints the machine, its load and one row a scene, program and zoom; what is not installed or crashes is named.
# usage: scripts/peers/tiles/run.sh CITY STORE [FOLDER]   (a folder that `hexward city wuxi` wrote, and a store of it)
# Of Debian: python3-mapscript, python3-mapnik, python3-numpy, python3-pil, gdal-bin; datashader comes from PyPI.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

city="$1"
store="$2"
work="${3:-target/peers}"
data="$work/tiles"
python="$work/tiles-venv/bin/python"
if [[ ! -x "$python" ]]; then
    python3 -m venv "$work/tiles-venv"
    "$work/tiles-venv/bin/pip" install --quiet -r scripts/peers/tiles/requirements.txt
fi
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
echo "load at the end $(cut -d' ' -f1-3 /proc/loadavg)"
