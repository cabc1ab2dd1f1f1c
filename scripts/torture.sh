#!/usr/bin/env bash
# The long tests: those marked #[ignore], then a million changed inputs for each target of tests/src/targets.
# COUNT and SEED choose others; HEXWARD_SEQUENCES how many random histories of plans, HEXWARD_THREADS on how many threads,
# HEXWARD_TEST_ROOM in which folder (one in memory is faster). GEOS is asked where HEXWARD_PYTHON (python3) has shapely.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
source scripts/steps.sh

count=${COUNT:-1000000}
seed=${SEED:-1}

step "page" scripts/web.sh build
step "system packages" scripts/setup.sh test
step "long tests" scripts/postgres.sh run cargo test --workspace --release --locked -- --ignored --nocapture
step "build the fuzz targets" cargo build -p hexward-tests --bin fuzz --profile fuzz --locked
fuzz="${CARGO_TARGET_DIR:-target}/fuzz/fuzz"
for target in $("$fuzz"); do
    # 2 GB of memory for one input after the other; five seconds for each, which the program watches itself
    step "fuzz $target" bash -c 'ulimit -v 2000000 && exec "$@"' fuzz "$fuzz" "$target" "$count" "$seed" target/fuzz-failures
done
