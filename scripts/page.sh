#!/usr/bin/env bash
# Serves demos from temporary stores on free loopback ports and drives the page in a browser.
# usage: scripts/page.sh BINARY
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
binary=$(realpath "${1:?usage: scripts/page.sh BINARY}")

folder=$(mktemp -d)
server=""
stop() {
    [[ -n "$server" ]] || return 0
    kill "$server" 2>/dev/null || true
    wait "$server" 2>/dev/null || true
    server=""
}
finish() {
    local status=$?
    stop
    [[ $status -eq 0 || ! -s "$folder/log" ]] || sed 's/^/server: /' "$folder/log" >&2
    rm -rf "$folder"
    exit "$status"
}
trap finish EXIT

ready() {
    node -e 'fetch(process.argv[1]).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))' \
        "http://127.0.0.1:$1/health/ready"
}

# drive CITY SCRIPT: serves a demo and runs a script of the browser on it.
drive() {
    local port deadline
    port=$(node -e 'const s = require("node:net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')
    "$binary" demo --city "$1" --store "$folder/$(basename "$2" .mjs).gpkg" --listen "127.0.0.1:$port" >"$folder/log" 2>&1 &
    server=$!
    deadline=$((SECONDS + 60))
    until ready "$port"; do
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
    HEXWARD_URL="http://127.0.0.1:$port" node --test "$2"
    stop
}

drive soho server/web/e2e/page.mjs
drive xihu server/web/e2e/city.mjs
for screen in plans importing rebalance editor editor-tools review compare welcome access; do
    drive xihu "server/web/e2e/$screen.mjs"
done
HEXWARD_BINARY=$binary node --test server/web/e2e/broken.mjs
