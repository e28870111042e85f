#!/usr/bin/env bash
# The sample of a study on a cluster: in this process, as jobs of a real SLURM, left and joined again, it comes to the same scores.
# usage: tests/samples/cluster.sh     needs a Release build and SLURM_CONF (tests/slurm/cluster.sh); exit code 77: there is no SLURM
set -euo pipefail
sample=cluster
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$root/tests/samples/outputs.sh"
if [ -z "${SLURM_CONF:-}" ] || ! sinfo -h > /dev/null 2>&1; then
    echo "$sample: no SLURM here (tests/slurm/cluster.sh starts one)"
    exit 77
fi
work=$(mktemp -d "${TMPDIR:-/tmp}/amuro-cluster-XXXXXX")
trap 'rm -rf "$work"' EXIT

run() { # LOG ARGUMENTS...
    local log=$1
    shift
    "$root/samples/ClusterStudy/bin/Release/net10.0/ClusterStudy" "$@" > "$log" 2>&1 < /dev/null || { tail -n 40 "$log" >&2; fail "$* failed"; }
}

run "$work/here.log" --out "$work/here"
mkdir "$work/there"
cp -r "$work/here/checkpoints" "$work/there/"
run "$work/submit.log" --out "$work/there" --slurm main --submit
[ ! -e "$work/there/scores.csv" ] || fail "--submit waited"
run "$work/join.log" --out "$work/there" --slurm main --poll 1
[ "$(find "$work/there/slurm" -name 'wave-*.json' | wc -l)" -eq 1 ] || fail "joining submitted jobs again"
cmp "$work/here/scores.csv" "$work/there/scores.csv" || fail "on the cluster it came to other scores"
echo "$sample: passed; $(($(wc -l < "$work/there/scores.csv") - 1)) scores, $(find "$work/there/slurm/logs" -name '*.log' | wc -l) jobs"
