#!/usr/bin/env bash
# Makes the web app's dependencies, or its dist folder, when they are older than what they come from.
# usage: scripts/web.sh deps|build
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../server/web"

deps() {
    # npm writes this file last, so its presence means a finished install.
    [[ node_modules/.package-lock.json -nt package-lock.json ]] && return
    echo "installing the page's dependencies (npm ci)"
    npm ci --ignore-scripts --no-audit --no-fund
}

# Folders count, too: deleting a source changes only the folder that held it.
newer_source() {
    find . -mindepth 1 \( -path ./node_modules -o -path ./dist -o -path ./e2e -o -path ./test \) -prune \
        -o -newer dist/index.html -print -quit
}

build() {
    [[ -f dist/index.html && -z "$(newer_source)" ]] && return
    deps
    echo "building the page (vite)"
    npm run build
}

case "${1:-}" in
    deps) deps ;;
    build) build ;;
    *)
        echo "usage: scripts/web.sh deps|build" >&2
        exit 2
        ;;
esac
