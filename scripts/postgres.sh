#!/usr/bin/env bash
# A private PostgreSQL with PostGIS for the tests: its files and its socket in one folder, no port.
# usage: scripts/postgres.sh run COMMAND…    runs a command beside a server of its own and stops the server afterwards
#        scripts/postgres.sh start FOLDER    starts the server of a folder, made when there is none
#        scripts/postgres.sh crash FOLDER    stops it as a crash would: at once, nothing written
#        scripts/postgres.sh stop FOLDER
# The command finds the server's address in HEXWARD_TEST_POSTGRES, and room for others in HEXWARD_TEST_POSTGRES_FOLDER.
set -euo pipefail

# PostgreSQL refuses to run as root.
as_server() {
    if [[ $EUID -eq 0 ]]; then
        runuser -u postgres -- "$@"
    else
        "$@"
    fi
}

# The folder of the newest server's programs that has PostGIS; nothing when there is none.
programs() {
    local extension version bin share
    for extension in $(ls -v /usr/share/postgresql/*/extension/postgis.control 2>/dev/null | tac); do
        version=${extension#/usr/share/postgresql/}
        bin=/usr/lib/postgresql/${version%%/*}/bin
        [[ ! -x $bin/initdb ]] || { echo "$bin" && return; }
    done
    if command -v pg_config >/dev/null; then
        bin=$(pg_config --bindir) share=$(pg_config --sharedir)
        [[ ! -x $bin/initdb || ! -e $share/extension/postgis.control ]] || echo "$bin"
    fi
}

control() {
    (cd / && as_server "$bin/pg_ctl" --pgdata "$1/data" --silent "${@:2}")
}

ask() {
    "$bin/psql" --host "$1" --username postgres --dbname "$2" --quiet --no-psqlrc --set ON_ERROR_STOP=1 --command "$3"
}

start() {
    local folder=$1 is_new=""
    if [[ ! -e $folder/data ]]; then
        is_new=1
        mkdir -p "$folder"
        [[ $EUID -ne 0 ]] || chown postgres: "$folder"
        chmod 700 "$folder"
        (cd / && as_server "$bin/initdb" --pgdata "$folder/data" --username postgres --auth trust \
            --encoding UTF8 --no-locale --no-sync) >/dev/null
        (cd / && as_server tee -a "$folder/data/postgresql.conf") >/dev/null <<END
listen_addresses = ''
unix_socket_directories = '$folder'
END
    fi
    control "$folder" start --wait --log "$folder/log" || { cat "$folder/log" >&2 && return 1; }
    [[ -n "$is_new" ]] || return 0
    ask "$folder" postgres "CREATE DATABASE hexward_template"
    ask "$folder" hexward_template "CREATE EXTENSION postgis"
}

run() {
    if [[ -z "$bin" ]]; then
        if [[ -n "${CI:-}" ]]; then
            echo "postgresql with postgis is not installed, and ci is not to pass without it" >&2
            exit 1
        fi
        echo "skipped: postgresql with postgis is not installed, its tests do not run" >&2
        exec "$@"
    fi
    # a socket's path has 107 bytes at most, so not below TMPDIR
    room=$(mktemp -d /tmp/hexward-postgres.XXXXXX)
    [[ $EUID -ne 0 ]] || chown postgres: "$room"
    trap finish EXIT
    trap 'exit 130' INT TERM HUP
    start "$room/0"
    HEXWARD_TEST_POSTGRES="postgres://postgres@/postgres?host=$room/0" HEXWARD_TEST_POSTGRES_FOLDER="$room" "$@"
}

finish() {
    local status=$? data
    for data in "$room"/*/data; do
        [[ ! -e $data/postmaster.pid ]] || control "${data%/data}" stop --mode immediate || true
    done
    rm -rf "$room"
    exit "$status"
}

bin=$(programs)
case "${1:-}" in
    run) run "${@:2}" ;;
    start) start "${2:?a folder}" ;;
    crash) control "${2:?a folder}" stop --mode immediate ;;
    stop) control "${2:?a folder}" stop --mode fast ;;
    *)
        sed -n '3,6s/^# *//p' "$0" >&2
        exit 2
        ;;
esac
