#!/usr/bin/env bash
# Lets clients of other make read the description of the API and ask a server of the demo what it promises, with writes.
# Every server error, every answer that is not described and every answer to nonsense but a refusal is a failure.
# Skipped, and said so, where the Python packages cannot be had.
# usage: scripts/contract.sh BINARY   (EXAMPLES, requests for each operation and kind, 20; SEED, 1)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
binary=$(realpath "${1:?usage: scripts/contract.sh BINARY}")
clients="$PWD/scripts/contract"

tools="${CARGO_TARGET_DIR:-target}/contract"
if ! cmp --silent "$clients/requirements.txt" "$tools/requirements.txt"; then
    mkdir -p "$tools"
    if ! { python3 -m venv "$tools/venv" &&
        "$tools/venv/bin/pip" install --quiet --disable-pip-version-check -r "$clients/requirements.txt"; }; then
        echo "skipped: the Python packages of $clients/requirements.txt cannot be installed" >&2
        exit 0
    fi
    cp "$clients/requirements.txt" "$tools/requirements.txt"
fi
python=$(realpath "$tools/venv/bin")/python

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

port=${PORT:-$("$python" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')}
"$binary" demo --store "$folder/soho.gpkg" --listen "127.0.0.1:$port" >"$folder/log" 2>&1 &
server=$!
cd "$folder"
fetch='import sys, urllib.request; sys.stdout.buffer.write(urllib.request.urlopen(sys.argv[1]).read())'
deadline=$((SECONDS + 60))
until "$python" -c "$fetch" "http://127.0.0.1:$port/v1/openapi.json" >openapi.json 2>/dev/null; do
    if ! kill -0 "$server" 2>/dev/null || ((SECONDS > deadline)); then
        echo "the server was not ready within 60 s" >&2
        exit 1
    fi
    sleep 0.2
done

"$python" -m openapi_spec_validator openapi.json
# the three that tell of events have no end, so no client waits for it here; which parameters WMTS needs depends on one of
# them, which no description can say; what somebody works at, a job or a search, is broken off first (202) and stays until it is
# put away, so that it is there after its deletion
SCHEMATHESIS_HOOKS="hooks" PYTHONPATH="$clients" PYTHONDONTWRITEBYTECODE=1 "$python" -m schemathesis.cli \
    --config-file "$clients/schemathesis.toml" run "http://127.0.0.1:$port/v1/openapi.json" \
    --exclude-path /wmts --exclude-path /events --exclude-path "/v1/jobs/{id}/events" --exclude-path "/v1/rebalances/{id}/events" --checks all --exclude-checks use_after_free --continue-on-failure --suppress-health-check all \
    --max-examples "${EXAMPLES:-20}" --seed "${SEED:-1}" --request-timeout 30 --no-color --warnings off
