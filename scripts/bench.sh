#!/usr/bin/env bash
# The figures of BENCHMARKS.md: sizes, opening the store, cold and warm tiles, tiles a second from the cache.
# Load goes to loopback only. wrk, where it is installed, makes the load.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/setup.sh run
scripts/web.sh build
cargo build --release -p hexward
binary="${CARGO_TARGET_DIR:-target}/release/hexward"

folder=$(mktemp -d)
server=""
finish() {
    [[ -z "$server" ]] || kill "$server" 2>/dev/null || true
    rm -rf "$folder"
}
trap finish EXIT

port=$(node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
"$binary" demo --city soho --store "$folder/soho.gpkg" --listen "127.0.0.1:$port" >"$folder/log" 2>&1 &
server=$!
node scripts/bench-http.mjs "http://127.0.0.1:$port" "$binary" "$folder/soho.gpkg"

if command -v wrk >/dev/null; then
    for path in tiles/cases/16/32743/21790.png tiles/risk/16/32743/21790.png; do
        echo "wrk, 2 threads, 32 connections, 10 s: $path"
        wrk --threads 2 --connections 32 --duration 10s --latency "http://127.0.0.1:$port/$path" |
            grep -E 'Requests/sec|Latency Distribution|50%|99%'
    done
else
    echo "wrk is not installed: tiles a second from the cache were not measured"
fi

cargo bench --package hexward-engine --bench assign
cat <<'MORE'
Further figures, which need a store or other programs:
  cargo bench -p hexward-engine --bench open -- STORE.gpkg [styles/grids.json Z/X/Y]   from the file to the first tile
  HEXWARD_HOST=HOST:PORT cargo bench -p hexward-tests --bench serving -- cached        a running server; clients, overload, edits
  make peers                                                                           the run beside other programs
MORE
