#!/usr/bin/env bash
# Serves demos from temporary stores on free loopback ports and drives the page in a browser.
# usage: scripts/page.sh BINARY [all | FILE…]     all: every journey at every size, in both languages
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
binary=$(realpath "${1:?usage: scripts/page.sh BINARY [all | FILE…]}")
exec node server/web/e2e/run.mjs "$binary" "${@:2}"
