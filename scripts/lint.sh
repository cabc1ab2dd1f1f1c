#!/usr/bin/env bash
# The fast checks: format and lints of the Rust code, types of the page.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/steps.sh

step "system packages" scripts/setup.sh run
step "format" cargo fmt --all --check
step "page: build" scripts/web.sh build
step "page: types" npm --prefix server/web run --silent check
step "lints" cargo clippy --workspace --all-targets --locked -- -D warnings
