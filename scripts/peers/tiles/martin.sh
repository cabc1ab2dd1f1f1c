#!/usr/bin/env bash
# Cold vector tiles of Martin, which has PostGIS make them, beside ours: both asked over HTTP for the same tiles, by one client, with no tile kept.
# Prints rows for the table of run.sh, which starts it within `scripts/postgres.sh run`.
# usage: scripts/peers/tiles/martin.sh MARTIN HEXWARD STORE FOLDER
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

martin="$1" hexward="$2" store="$3" data="$4"
if [[ -z "${HEXWARD_TEST_POSTGRES_FOLDER:-}" ]]; then
    echo "| vector | martin | | PostGIS is not installed | | | |"
    exit 0
fi
server="$HEXWARD_TEST_POSTGRES_FOLDER/0"
served=()
stop() {
    [[ ${#served[@]} -eq 0 ]] || kill "${served[@]}" 2>/dev/null || true
    [[ ${#served[@]} -eq 0 ]] || wait "${served[@]}" 2>/dev/null || true
}
trap stop EXIT

# Runs a server and waits until it answers: await URL COMMAND…
await() {
    "${@:2}" >"$data/server.log" 2>&1 &
    served+=($!)
    for _ in $(seq 300); do
        ! curl --silent --fail --output "$data/answer" "$1" || return 0
        sleep 0.1
    done
    cat "$data/server.log" >&2
    return 1
}

psql --host "$server" --username postgres --dbname postgres --quiet --command "CREATE DATABASE peers TEMPLATE hexward_template"
ogr2ogr -f PostgreSQL "PG:host=$server user=postgres dbname=peers" "$data/grids.shp" -nln grids -nlt PROMOTE_TO_MULTI -lco GEOMETRY_NAME=geom
psql --host "$server" --username postgres --dbname peers --quiet --command "VACUUM ANALYZE grids"

await "http://127.0.0.1:18981/health" "$martin" --listen-addresses 127.0.0.1:18981 --cache-size 0 --workers 2 \
    "postgres://postgres@/peers?host=$server"
version=$("$martin" --version | awk '{print $2}')
/usr/bin/python3 scripts/peers/tiles/vector.py "martin $version" "http://127.0.0.1:18981/grids/{z}/{x}/{y}" "$data"
stop
served=()
await "http://127.0.0.1:18982/health/ready" "$hexward" serve --read-only --store "$store" --listen 127.0.0.1:18982
# what the first tiles of a city wait for is made before, as PostgreSQL has its index made before
sleep 10
/usr/bin/python3 scripts/peers/tiles/vector.py "hexward, over HTTP" "http://127.0.0.1:18982/tiles/risk/{z}/{x}/{y}.mvt?areas=grids" "$data"
