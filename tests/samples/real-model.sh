#!/usr/bin/env bash
# The sample RealModel, in short, on the real pretrained model and real data of the folder shared; exit code 77, skipped,
# where there is none.
# usage: tests/samples/real-model.sh     needs a Release build
set -euo pipefail
sample=real-model
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$root/tests/samples/outputs.sh"
shared=${AMURO_SHARED:-$root/../shared}
if [ ! -f "$shared/models/make-model.sh" ]; then
    echo "$sample: skipped: needs the folder 'shared' beside the repository (or AMURO_SHARED), which is not here"
    exit 77
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/amuro-real-model-XXXXXX")
trap 'rm -rf "$work"' EXIT
bash "$shared/models/make-model.sh" "$work/model" bf16

dotnet run --project "$root/samples/RealModel" -c Release --no-build -- --model "$work/model" \
    --train "$shared/data/train/openbookqa.jsonl" --train-items 8 --eval-items 4 \
    --eval "sciq=$shared/data/validation/sciq.jsonl" --out "$work/out" < /dev/null > "$work/log" 2>&1 \
    || { tail -n 40 "$work/log" >&2; fail "the run failed"; }
cat "$work/log"
check_outputs "$work/out"

if dotnet run --project "$root/samples/RealModel" -c Release --no-build -- --model "$work/nowhere" --out "$work/error" > "$work/error.log" 2>&1 < /dev/null; then
    fail "a missing model folder: expected exit code 1, found 0"
fi
grep -q "nowhere" "$work/error.log" || { cat "$work/error.log" >&2; fail "the message for a missing model folder does not name it"; }
! grep -qE '^ +at [A-Za-z]' "$work/error.log" || { cat "$work/error.log" >&2; fail "a stack trace for a missing model folder"; }
echo "$sample: passed"
