#!/usr/bin/env bash
# Plans of grids beside METIS, KaHIP, Mt-KaHyPar, GerryChain and spopt: the same units and borders, one measure for all, one process
# after the other. Prints the machine, its load and one row a case and program; what is not installed or fails is named.
# usage: scripts/peers/rebalance/run.sh [FOLDER] [CASE..]   (the files and the Python environment stay in target/peers)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

work="${1:-target/peers}"
shift || true
cases=("$@")
[[ ${#cases[@]} -gt 0 ]] || cases=(fresh-10k fresh-100k fresh-1m fresh-1m-in-2000 drift-2k drift-100k-in-1000 drift-1m-in-2000)
data="$(realpath -m "$work")/rebalance"
mkdir -p "$data"
python="$work/rebalance-venv/bin/python"
if [[ ! -x "$python" ]]; then
    python3 -m venv "$work/rebalance-venv"
    "$work/rebalance-venv/bin/pip" install --quiet -r scripts/peers/rebalance/requirements.txt
fi
cargo bench --quiet -p hexward-tests --bench rebalance --no-run

# the division of one program, measured by one that knows none of them
row() {
    local case="$1" peer="$2" cost="$3"
    "$python" scripts/peers/rebalance/evaluate.py "$data/$case" "$data/$case.$peer" "$peer" |
        "$python" scripts/peers/rebalance/table.py "$case" "$cost"
}

echo "$(date -I), $(nproc) cores, $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -1), load $(cut -d' ' -f1-3 /proc/loadavg)"
"$python" scripts/peers/rebalance/table.py
for case in "${cases[@]}"; do
    row "$case" hexward "$(cargo bench --quiet -p hexward-tests --bench rebalance -- "$case" "$data")"
    peers=(metis kahip-fast kahip-eco mtkahypar mtkahypar-large)
    # these take minutes there
    [[ "$case" != *-1m* ]] || peers=(metis kahip-fast mtkahypar-large)
    [[ "$case" != drift-2k ]] || peers+=(recom maxp)
    for peer in "${peers[@]}"; do
        if cost=$(timeout 120 "$python" scripts/peers/rebalance/divide.py "$peer" "$data/$case" "$data/$case.$peer" 60 2>/dev/null | tail -1); then
            row "$case" "$peer" "$cost"
        else
            echo "| $case | $peer | not installed, failed, or no answer within 120 s | | | | | | | | |"
        fi
    done
done
echo "load at the end $(cut -d' ' -f1-3 /proc/loadavg)"
