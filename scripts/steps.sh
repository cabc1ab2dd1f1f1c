# Sourced by the scripts that run checks: `step NAME COMMAND…` announces a command and its time.
# shellcheck shell=bash

current_step=""

step() {
    local started=$SECONDS
    current_step=$1
    shift
    printf '\n== %s\n' "$current_step"
    "$@"
    printf -- '-- %s: %d s\n' "$current_step" $((SECONDS - started))
    current_step=""
}

report_failed_step() {
    local status=$?
    [[ -z "$current_step" ]] || printf -- '-- %s: failed with status %d\n' "$current_step" "$status" >&2
}
trap report_failed_step EXIT
