#!/usr/bin/env bash
# Serves a copy of a city's store on loopback and measures the page in a browser; figures for BENCHMARKS.md on stdout.
# usage: scripts/page-speed.sh BINARY STORE.gpkg [EDITS]     the store of `hexward city wuxi`; the binary is a release build
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
binary=$(realpath "${1:?usage: scripts/page-speed.sh BINARY STORE.gpkg [EDITS]}")

folder=$(mktemp -d)
server=""
finish() {
    [[ -z "$server" ]] || kill "$server" 2>/dev/null || true
    [[ -z "$server" ]] || wait "$server" 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT

cp "${2:?usage: scripts/page-speed.sh BINARY STORE.gpkg [EDITS]}" "$folder/city.gpkg"
port=$(node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
"$binary" serve --store "$folder/city.gpkg" --listen "127.0.0.1:$port" >"$folder/log" 2>&1 &
server=$!
until node -e 'fetch(process.argv[1]).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))' "http://127.0.0.1:$port/health/ready"; do
    kill -0 "$server" || { cat "$folder/log" >&2; exit 1; }
    sleep 0.5
done
# what the server works out after its start is not the page's
sleep "${SETTLE_S:-10}"
echo "load: $(cut -d ' ' -f 1-3 /proc/loadavg)"
HEXWARD_URL="${HEXWARD_FRONT:-http://127.0.0.1:$port}" node server/web/e2e/speed.mjs "${3:-1000}"
