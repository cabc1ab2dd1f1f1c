#!/usr/bin/env bash
# Every check, cheapest first. Stops at the first that fails.
# usage: scripts/test.sh [all]     all: the long journeys of the page, too
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/steps.sh

step "system packages" scripts/setup.sh test
step "format" cargo fmt --all --check
step "page: dependencies" scripts/web.sh deps
step "page: types" npm --prefix server/web run --silent check
step "page: unit tests" npm --prefix server/web test --silent
# The server embeds the built page, so this comes before anything that compiles it.
step "page: build" scripts/web.sh build
step "lints" cargo clippy --workspace --all-targets --locked -- -D warnings
step "tests" scripts/postgres.sh run cargo test --workspace --locked
step "engine without gdal and postgresql" cargo build -p hexward-engine --no-default-features --locked
step "docs" env RUSTDOCFLAGS=-Dwarnings cargo doc --workspace --no-deps --locked
step "binary" cargo build --workspace --bins --locked
step "geoparquet" scripts/geoparquet.sh "${CARGO_TARGET_DIR:-target}/debug/hexward"
step "API: clients of other make" scripts/contract.sh "${CARGO_TARGET_DIR:-target}/debug/hexward"
step "map clients of other make" scripts/clients.sh "${CARGO_TARGET_DIR:-target}/debug/hexward"
step "page: in a browser" scripts/page.sh "${CARGO_TARGET_DIR:-target}/debug/hexward" ${1:+"$1"}
if [[ "${1:-}" == all ]]; then
    step "binary for a city" cargo build --release -p hexward --locked
    step "page: a city's addresses" scripts/page-city.sh "${CARGO_TARGET_DIR:-target}/release/hexward"
fi

printf '\nall checks passed in %d s\n' "$SECONDS"
