#!/usr/bin/env bash
# Long journeys of the page with a city: its addresses through the import wizard. Makes the city's files, or takes those of FOLDER.
# usage: scripts/page-city.sh BINARY [FOLDER]     the files of `hexward city`; zhuzhou without FOLDER
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
binary=$(realpath "${1:?usage: scripts/page-city.sh BINARY [FOLDER]}")

folder=$(mktemp -d)
server=""
finish() {
    [[ -z "$server" ]] || kill "$server" 2>/dev/null || true
    [[ -z "$server" ]] || wait "$server" 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT

files=${2:-$folder/files}
[[ -d "$files" ]] || "$binary" city "${CITY:-zhuzhou}" --seed 1 -o "$files" >/dev/null
for tier in street community grid micro; do
    "$binary" import --store "$folder/city.gpkg" grids "$files/grids-$tier.geojson" --tier "$tier" --crs EPSG:4326 | tail -n 1
done
port=$(node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
"$binary" serve --store "$folder/city.gpkg" --listen "127.0.0.1:$port" >"$folder/log" 2>&1 &
server=$!
until node -e 'fetch(process.argv[1]).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))' "http://127.0.0.1:$port/health/ready"; do
    kill -0 "$server" || { cat "$folder/log" >&2; exit 1; }
    sleep 0.5
done
echo "load: $(cut -d ' ' -f 1-3 /proc/loadavg)"
HEXWARD_URL="http://127.0.0.1:$port" HEXWARD_ADDRESSES="$files/addresses.csv" node --test --test-reporter=spec server/web/e2e/city-import.mjs
