#!/usr/bin/env bash
# The addresses of a city into a store, beside ogr2ogr and PostgreSQL's COPY: the same file, one after the other, each thrice.
# Prints the machine, its load and one row a run. The file is read once before, so that all find it in memory; every commit is durable.
# usage: scripts/peers/import.sh CITY HEXWARD   (a folder that `hexward city` wrote, and the release binary)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

city=$(realpath "$1")
hexward=$(realpath "$2")
[[ -n "${HEXWARD_TEST_POSTGRES_FOLDER:-}" ]] || exec scripts/postgres.sh run "${BASH_SOURCE[0]}" "$city" "$hexward"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
socket="$HEXWARD_TEST_POSTGRES_FOLDER/0"

sql() {
    psql --host "$socket" --username postgres --dbname hexward_template --quiet --no-psqlrc --set ON_ERROR_STOP=1 --command "$1"
}

# name, then a command: its seconds and, of one process, the most memory it held
timed() {
    local name="$1"
    shift
    # what others still have to write is not this one's
    sql "CHECKPOINT"
    sync
    sleep 2
    /usr/bin/time --format "| $name | %e s | %M KiB |" "$@" >/dev/null 2>"$folder/said" || { cat "$folder/said" >&2 && exit 1; }
    tail -1 "$folder/said"
}

# A server that has memory and room for its log
sql "ALTER SYSTEM SET max_wal_size = '8GB'"
sql "ALTER SYSTEM SET maintenance_work_mem = '1GB'"
sql "ALTER SYSTEM SET autovacuum = off"
sql "SELECT pg_reload_conf()" >/dev/null
columns="id text PRIMARY KEY, lon double precision, lat double precision, label text, building text, households int, residents int"
point="geom geometry(Point, 4490) GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(lon, lat), 4490)) STORED"

for tier in street community grid micro; do
    "$hexward" import --store "$folder/grids.gpkg" grids "$city/grids-$tier.geojson" --tier "$tier" --crs EPSG:4326 >/dev/null 2>&1
done
cat "$city/addresses.csv" >/dev/null
echo "$(date -I), $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), load $(cut -d' ' -f1-3 /proc/loadavg)"
echo "| what | time | memory of the client |"
echo "|---|---|---|"
for _ in 1 2 3; do
    cp "$folder/grids.gpkg" "$folder/store.gpkg"
    timed "hexward import" "$hexward" import --store "$folder/store.gpkg" addresses "$city/addresses.csv" --crs EPSG:4490
    timed "hexward import, the same file again" "$hexward" import --store "$folder/store.gpkg" addresses "$city/addresses.csv" --crs EPSG:4490
    timed "ogr2ogr to GeoPackage" ogr2ogr -f GPKG "$folder/other.gpkg" "$city/addresses.csv" \
        -oo X_POSSIBLE_NAMES=lon -oo Y_POSSIBLE_NAMES=lat -a_srs EPSG:4490
    sql "SET client_min_messages = error; DROP TABLE IF EXISTS plain, placed; CREATE TABLE plain ($columns); CREATE TABLE placed ($columns, $point)"
    timed "COPY with a key" psql --host "$socket" --username postgres --dbname hexward_template --quiet --no-psqlrc \
        --command "\\copy plain from '$city/addresses.csv' with (format csv, header true)"
    timed "COPY with a key, geometry and index" psql --host "$socket" --username postgres --dbname hexward_template --quiet --no-psqlrc \
        --command "\\copy placed (id, lon, lat, label, building, households, residents) from '$city/addresses.csv' with (format csv, header true)" \
        --command "CREATE INDEX ON placed USING gist (geom)"
    rm -f "$folder"/store.gpkg* "$folder"/other.gpkg*
done
echo "load at the end $(cut -d' ' -f1-3 /proc/loadavg)"
