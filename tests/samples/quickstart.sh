#!/usr/bin/env bash
# The Quickstart in its short form: it ends well, writes what it promises, has nothing left to do the second time, and
# when it is killed half-way and started again comes to the same scores.
# usage: tests/samples/quickstart.sh     needs a Release build
set -euo pipefail
sample=quickstart
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$root/tests/samples/outputs.sh"
work=$(mktemp -d "${TMPDIR:-/tmp}/amuro-quickstart-XXXXXX")
trap 'rm -rf "$work"' EXIT

run() { # LOG ARGUMENTS...
    local log=$1
    shift
    dotnet run --project "$root/samples/Quickstart" -c Release --no-build -- --quick "$@" > "$log" 2>&1 < /dev/null
}

start=$SECONDS
run "$work/first.log" --out "$work/out" || { tail -n 40 "$work/first.log" >&2; fail "the first run failed"; }
first=$((SECONDS - start))
cat "$work/first.log"
check_outputs "$work/out"
grep -q "report.html" "$work/first.log" || fail "the path of the report is not in the output"

# The folder tells any other process how far the study is.
monitor() { dotnet "$root/samples/StudyMonitor/bin/Release/net10.0/StudyMonitor.dll" --folder "$work/out" "$@" < /dev/null; }
monitor --once | tee "$work/monitor.log"
grep -qE '([0-9]+)/\1 done, 0 running, 0 failed' "$work/monitor.log" || fail "the monitor does not find the study done"
monitor --plan > "$work/plan.log"
grep -q ', 0 cells to compute, ' "$work/plan.log" || { cat "$work/plan.log" >&2; fail "something is left in the plan of a finished study"; }

cp "$work/out/scores.csv" "$work/scores.csv"
cp "$work/out/findings.json" "$work/findings.json"
start=$SECONDS
run "$work/second.log" --out "$work/out" || { tail -n 40 "$work/second.log" >&2; fail "the second run failed"; }
second=$((SECONDS - start))
[ "$second" -le 15 ] || fail "a second run over a finished folder took $second s, the first one $first s"
cmp "$work/scores.csv" "$work/out/scores.csv" || fail "a second run changed the scores"
cmp "$work/findings.json" "$work/out/findings.json" || fail "a second run changed the findings"

# The program itself, not "dotnet run": that would be killed and leave its child at work.
timeout -s KILL $((first / 2 + 1)) dotnet "$root/samples/Quickstart/bin/Release/net10.0/Quickstart.dll" --quick --out "$work/killed" \
    > /dev/null 2>&1 < /dev/null && fail "was to be killed after $((first / 2 + 1)) s but had ended by then"
run "$work/resumed.log" --out "$work/killed" || { tail -n 40 "$work/resumed.log" >&2; fail "the run after a kill failed"; }
check_outputs "$work/killed"
cmp "$work/scores.csv" "$work/killed/scores.csv" || fail "killed and started again, it came to other scores"

# Mistakes: one line, exit code 1, no stack trace.
if run "$work/error.log" --out /dev/null/out; then
    fail "an unwritable output folder: expected exit code 1, found 0"
fi
! grep -qE '^ +at [A-Za-z]' "$work/error.log" || { cat "$work/error.log" >&2; fail "a stack trace for an unwritable output folder"; }

echo "$sample: passed; first run $first s, second run $second s"
