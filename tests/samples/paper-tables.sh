#!/usr/bin/env bash
# The sample PaperTables on the published tables of the folder shared: it ends well, writes what it promises, writes the same
# again, and names what is wrong with its options. Its figures are compared in AmuroCharTablesOnDiskTests. Exit code 77,
# skipped, where there is no such folder.
# usage: tests/samples/paper-tables.sh     needs a Release build
set -euo pipefail
sample=paper-tables
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
. "$root/tests/samples/outputs.sh"
shared=${AMURO_SHARED:-$root/../shared}
tables=$shared/data/paper
if [ ! -f "$tables/all_perf_table.csv" ]; then
    echo "$sample: skipped: needs the folder 'shared' beside the repository (or AMURO_SHARED), which is not here"
    exit 77
fi

work=$(mktemp -d "${TMPDIR:-/tmp}/amuro-paper-tables-XXXXXX")
trap 'rm -rf "$work"' EXIT

run() { # LOG ARGUMENTS...
    local log=$1
    shift
    dotnet run --project "$root/samples/PaperTables" -c Release --no-build -- "$@" > "$log" 2>&1 < /dev/null
}

# refused TEXT ARGUMENTS...: exit code 1, one line that has the text, no stack trace.
refused() {
    local text=$1
    shift
    if run "$work/error.log" "$@"; then
        fail "$*: expected exit code 1, found 0"
    fi
    grep -qF -- "$text" "$work/error.log" || { cat "$work/error.log" >&2; fail "$*: expected a message with '$text'"; }
    ! grep -qE '^ +at [A-Za-z]' "$work/error.log" || { cat "$work/error.log" >&2; fail "$*: a stack trace"; }
    [ "$(grep -c '^error: ' "$work/error.log")" -eq 1 ] || { cat "$work/error.log" >&2; fail "$*: expected one line of error"; }
}

run "$work/first.log" --tables "$tables" --out "$work/out" || { tail -n 40 "$work/first.log" >&2; fail "the run failed"; }
cat "$work/first.log"
for file in table6.csv families.csv format_spread.csv trends.csv audit.json findings.json report.html tables/findings.csv tables/audit.csv; do
    [ -s "$work/out/$file" ] || fail "$file: expected a file, found none"
done
[ "$(head -n 1 "$work/out/table6.csv" | cut -d, -f1-5)" = "step,ft_learned_raw,ft_learned_ratio,pt_learned_raw,pt_learned_ratio" ] \
    || fail "table6.csv: line 1: unexpected columns: $(head -n 1 "$work/out/table6.csv")"
[ "$(wc -l < "$work/out/table6.csv")" -eq 9 ] || fail "table6.csv: expected a header and 8 checkpoints, found $(wc -l < "$work/out/table6.csv") lines"
check_report "$work/out"
for rule in untrained_model_is_perfect unusable_labels score_equals_class_share pair_counted_twice ratio_driven_by_one_cell \
    peak_checkpoint one_name_two_protocols missing_cells stray_rows noise_floor implied_items shots_scored zero_standard_error \
    zero_score ties_in_trend_series; do
    grep -q "\"rule\": \"$rule\"" "$work/out/audit.json" || fail "audit.json: no finding $rule"
done

run "$work/second.log" --tables "$tables" --out "$work/again" || { tail -n 40 "$work/second.log" >&2; fail "the second run failed"; }
diff -r "$work/out" "$work/again" > /dev/null || fail "a second run wrote other files: $(diff -rq "$work/out" "$work/again" | head -3)"

refused "Option --tables: expected a folder, found none" --out "$work/error"
refused "Option --out: expected a folder, found none" --tables "$tables"
refused "expected --tables or --out" --table "$tables"
refused "nowhere" --tables "$work/nowhere" --out "$work/error"
refused "/dev/null/out" --tables "$tables" --out /dev/null/out
printf ',model_id,eval dataset,Performance,std\n0,olmo1b_original_hf_4shots,paws,"0,5",0.1\n' > "$work/all_perf_table.csv"
cp "$tables/official_eval_table.csv" "$work/"
refused "all_perf_table.csv, line 2: column 'Performance': expected a number, found '0,5'" --tables "$work" --out "$work/error"
echo "$sample: passed"
