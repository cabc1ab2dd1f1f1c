#!/usr/bin/env bash
# Serves the demo from a temporary store on a free loopback port and drives the page in a browser.
# usage: scripts/page.sh BINARY
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
binary=${1:?usage: scripts/page.sh BINARY}

folder=$(mktemp -d)
server=""
finish() {
    local status=$?
    if [[ -n "$server" ]]; then
        kill "$server" 2>/dev/null || true
        wait "$server" 2>/dev/null || true
    fi
    [[ $status -eq 0 || ! -s "$folder/log" ]] || sed 's/^/server: /' "$folder/log" >&2
    rm -rf "$folder"
    exit "$status"
}
trap finish EXIT

port=$(node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
"$binary" demo --city soho --store "$folder/soho.gpkg" --listen "127.0.0.1:$port" >"$folder/log" 2>&1 &
server=$!

ready() {
    node -e 'fetch(process.argv[1]).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))' \
        "http://127.0.0.1:$port/health/ready"
}

deadline=$((SECONDS + 60))
until ready; do
    if ! kill -0 "$server" 2>/dev/null; then
        echo "the server ended before it was ready" >&2
        exit 1
    fi
    if ((SECONDS > deadline)); then
        echo "the server was not ready within 60 s" >&2
        exit 1
    fi
    sleep 0.2
done

HEXWARD_URL="http://127.0.0.1:$port" node --test server/web/e2e/page.mjs
