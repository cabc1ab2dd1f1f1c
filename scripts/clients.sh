#!/usr/bin/env bash
# Lets map clients of other make open the tiles of a served demo: GDAL, OWSLib, the validator of MapLibre styles, and
# MapLibre GL, OpenLayers and Leaflet in a browser; and its archives by the libraries of PMTiles and by GDAL. Each is skipped, and said so, where it cannot be had.
# usage: scripts/clients.sh BINARY   (SHOTS, a folder for pictures of the maps)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
binary=$(realpath "${1:?usage: scripts/clients.sh BINARY}")
clients="$PWD/tests/clients"
tools="${CARGO_TARGET_DIR:-$PWD/target}/clients"

folder=$(mktemp -d)
server=""
finish() {
    local status=$?
    [[ -z "$server" ]] || kill "$server" 2>/dev/null || true
    [[ $status -eq 0 || ! -s "$folder/log" ]] || tail -20 "$folder/log" | sed 's/^/server: /' >&2
    rm -rf "$folder"
    exit "$status"
}
trap finish EXIT

port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
base="http://127.0.0.1:$port"
"$binary" demo --store "$folder/soho.gpkg" --listen "127.0.0.1:$port" --allow-origin '*' --shifted-grids >"$folder/log" 2>&1 &
server=$!
ready='import sys, urllib.request; urllib.request.urlopen(sys.argv[1], timeout=5)'
deadline=$((SECONDS + 60))
until python3 -c "$ready" "$base/health/ready" 2>/dev/null; do
    if ! kill -0 "$server" 2>/dev/null || ((SECONDS > deadline)); then
        echo "the server was not ready within 60 s" >&2
        exit 1
    fi
    sleep 0.2
done

desktop() {
    # GDAL is a package of the system, for the Python of the system
    local python
    python=$(PATH="/usr/bin:$PATH" command -v python3)
    if ! "$python" -c 'from osgeo import gdal' 2>/dev/null; then
        echo "skipped: GDAL for Python is not installed" >&2
        return
    fi
    if ! cmp --silent "$clients/requirements.txt" "$tools/requirements.txt"; then
        mkdir -p "$tools"
        if ! { "$python" -m venv --system-site-packages "$tools/venv" &&
            "$tools/venv/bin/pip" install --quiet --disable-pip-version-check -r "$clients/requirements.txt"; }; then
            echo "skipped: the Python packages of $clients/requirements.txt cannot be installed" >&2
            return
        fi
        cp "$clients/requirements.txt" "$tools/requirements.txt"
    fi
    export PYTHONDONTWRITEBYTECODE=1 PYTHONWARNINGS=ignore
    "$tools/venv/bin/python" "$clients/desktop.py" "$base" "$folder"
    "$tools/venv/bin/python" "$clients/archives.py" "$base" "$folder"
}

# archive STYLE FORMAT FILE: all tiles of a style of the demo
archive() {
    "$binary" tiles --store "$folder/soho.gpkg" --style "$1" --zooms 12-16 --format "$2" -o "$folder/$3"
}

# libraries KIND: installs the npm packages, unless they are there.
libraries() {
    [[ "$clients/node_modules/.package-lock.json" -nt "$clients/package-lock.json" ]] && return
    npm --prefix "$clients" ci --ignore-scripts --no-audit --no-fund --silent
}

styles() {
    local id form
    for id in $(python3 -c 'import json, sys, urllib.request
for style in json.load(urllib.request.urlopen(sys.argv[1]))["styles"]: print(style["id"])' "$base/ogc/styles"); do
        for form in png mvt; do
            python3 -c 'import sys, urllib.error, urllib.request
try: sys.stdout.buffer.write(urllib.request.urlopen(sys.argv[1]).read())
except urllib.error.HTTPError as error: sys.exit(0 if error.code == 404 else 1)' \
                "$base/styles/$id/style.json?format=$form" >"$folder/style.json"
            [[ -s "$folder/style.json" ]] || continue
            "$clients/node_modules/.bin/gl-style-validate" "$folder/style.json"
        done
    done
    echo "gl-style-validate: all styles are valid"
}

archive risk png risk.pmtiles
archive risk png risk.mbtiles
archive cases webp cases.pmtiles
archive grids mvt grids.pmtiles
archive grids mvt grids.mbtiles
desktop
if ! libraries; then
    echo "skipped: the npm packages of $clients/package.json cannot be installed" >&2
    exit 0
fi
styles
node "$clients/archive.mjs" "$base" "$folder/risk.pmtiles"
if ! command -v "${CHROMIUM:-chromium}" >/dev/null; then
    echo "skipped: there is no chromium" >&2
    exit 0
fi
HEXWARD_URL="$base" node --test "$clients/browser.mjs"
