#!/usr/bin/env bash
# The run beside other programs: the same data, one process after the other, at most fifteen minutes; then tiles, see
# scripts/peers/tiles/run.sh, which takes as long again, and builds what it runs before.
# Prints the machine, its load and one row a task. What is not installed is left out and named.
# usage: scripts/peers/run.sh [FOLDER]   (the data and the Python environment stay in target/peers)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

work="${1:-target/peers}"
data="$work/data"
mkdir -p "$data"
cargo build --release --quiet --manifest-path scripts/peers/Cargo.toml --target-dir "$work/build"
ours="$work/build/release/hexward-peers"
python="$work/venv/bin/python"
if [[ ! -x "$python" ]]; then
    python3 -m venv "$work/venv"
    "$work/venv/bin/pip" install --quiet -r scripts/peers/requirements.txt
fi

cluster=""
stop() {
    [[ -z "$cluster" ]] || as_postgres "$binaries/pg_ctl" -D "$cluster/data" -m immediate stop >/dev/null || true
    [[ -z "$cluster" ]] || rm -rf "$cluster"
}
trap stop EXIT

# PostgreSQL does not run as root
as_postgres() {
    if [[ $EUID -eq 0 ]]; then
        (cd / && runuser -u postgres -- "$@")
    else
        "$@"
    fi
}

start_postgres() {
    cluster=$(mktemp -d)
    [[ $EUID -ne 0 ]] || chown postgres "$cluster"
    as_postgres "$binaries/initdb" -D "$cluster/data" -U postgres -A trust >/dev/null
    as_postgres "$binaries/pg_ctl" -D "$cluster/data" -w -l "$cluster/log" start \
        -o "-c listen_addresses='' -c unix_socket_directories='$cluster' -c shared_buffers=2GB -c fsync=off" >/dev/null
}

"$ours" data "$data"
echo "$(date -I), $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), load $(cut -d' ' -f1-3 /proc/loadavg)" >&2
{
    "$ours" ours "$data" 1
    "$ours" ours "$data" 2
    "$ours" memory "$data"
    for peer in rstar morton geo-index kiddo; do
        "$ours" "$peer" "$data"
    done
    for peer in sedonadb geopandas duckdb; do
        "$python" scripts/peers/products.py "$peer" "$data"
    done
    binaries=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | tail -1 || true)
    if [[ -n "$binaries" && -e $(echo "${binaries%/bin}"/lib/postgis-3.so) ]]; then
        start_postgres
        "$python" scripts/peers/products.py postgis "$data" "$cluster"
    else
        echo "PostGIS is not installed (postgresql-15-postgis-3): left out" >&2
    fi
} | tee "$work/results.jsonl" | "$python" scripts/peers/table.py
echo "load at the end $(cut -d' ' -f1-3 /proc/loadavg)" >&2
scripts/peers/tiles/run.sh "$work"
