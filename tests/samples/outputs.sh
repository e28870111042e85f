# Checks of what a study writes; sourced by the tests of the samples.

fail() {
    echo "$sample: $*" >&2
    exit 1
}

# check_report FOLDER: findings and report are whole and of the form that README.md promises.
check_report() {
    local out=$1 questions
    questions=$(grep -o '"question"' "$out/findings.json" | wc -l)
    [ "$questions" -eq 5 ] || fail "$out/findings.json: expected 5 findings (question 4 has two), found $questions"
    for key in verdict effect interval level p adjusted_p test sentence assumptions; do
        [ "$(grep -o "\"$key\" *:" "$out/findings.json" | wc -l)" -eq 5 ] || fail "$out/findings.json: \"$key\": expected in each of 5 findings"
    done
    grep -q '<svg' "$out/report.html" || fail "$out/report.html: no plot"
    ! grep -qiE '<(script|link|img)[^>]*(src|href)="(https?:)?//' "$out/report.html" || fail "$out/report.html: not self-contained"
}

# check_outputs FOLDER: the four files are there, whole, and of the form that README.md promises.
check_outputs() {
    local out=$1 header
    header=$(head -n 1 "$out/scores.csv" | tr -d '\r')
    [ "$header" = "model,step,stage,tuned_on,task,split,format,shots,seed,metric,score,n,standard_error,chance,majority" ] \
        || fail "$out/scores.csv: line 1: unexpected columns: $header"
    [ "$(wc -l < "$out/scores.csv")" -gt 6 ] || fail "$out/scores.csv: expected rows for both stages, found $(wc -l < "$out/scores.csv") lines"
    grep -q ',base,' "$out/scores.csv" || fail "$out/scores.csv: no row of the stage base"
    grep -q ',fine-tuned,' "$out/scores.csv" || fail "$out/scores.csv: no row of the stage fine-tuned"
    [ "$(head -c 4 "$out/items.parquet")$(tail -c 4 "$out/items.parquet")" = "PAR1PAR1" ] || fail "$out/items.parquet: not a whole Parquet file"
    check_report "$out"
    ! find "$out" -name '*.tmp' | grep -q . || fail "$out: half-written files: $(find "$out" -name '*.tmp' | head -3)"
}
