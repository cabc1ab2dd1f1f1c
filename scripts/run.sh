#!/usr/bin/env bash
# Builds what is older than its sources, loads Soho 1854 into .demo/soho.gpkg and serves it.
# LISTEN is the address to listen on, loopback unless it says otherwise.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."

scripts/setup.sh run
scripts/web.sh build
echo "building hexward (cargo, release)"
cargo build --release -p hexward

mkdir -p .demo
exec "${CARGO_TARGET_DIR:-target}/release/hexward" demo --city soho --store .demo/soho.gpkg \
    --listen "${LISTEN:-127.0.0.1:8080}"
