#!/usr/bin/env bash
# A scan that was cut off, however often and whenever, is gone on with by `scan --resume` alone, and ends as if nothing
# had happened. KILLS is how often it is killed in all, SEED sets the instants.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"
kills=${KILLS:-100}
seed=${SEED:-2653}
workers=4
within=3300 # ms: a quarter longer than an undisturbed scan takes

# told CSV: prints it without what says when, and in which run.
told() {
    columns "$1" "$(head -n 1 "$1" | tr ',' '\n' | grep -vxE 'first_seen|last_seen|scan' | paste -sd,)"
}

# same_result WHAT EXPECTED FOUND: two runs, by their NAME.csv and what NAME.err tells of the targets.
same_result() {
    told "$work/$2.csv" >"$work/$3.expected" && told "$work/$3.csv" >"$work/$3.found" || exit 1
    grep '^Targets' "$work/$2.err" >>"$work/$3.expected"
    grep '^Targets' "$work/$3.err" >>"$work/$3.found"
    diff -u --label undisturbed --label "$3" "$work/$3.expected" "$work/$3.found" >"$work/$3.diff" || fail "$1"
}

# expect_runs STORE COUNT: so many runs are in it, each complete.
expect_runs() {
    local list=${1%.db}-runs.out
    "$PHONESCAN" scans --json --db "$1" >"$list" || fail "the store $1 cannot be listed"
    [ "$(wc -l <"$list")" -eq "$2" ] || fail "$(wc -l <"$list") runs are in the store, expected $2"
    [ "$(grep -c '"state":"complete"' "$list")" -eq "$2" ] || fail "not every run is complete"
}

# --- Killed at any instant -------------------------------------------------------------------------------------------

for ((worker = 0; worker < workers; ++worker)); do
    third=$net.$((20 + worker))
    cat <<END_OF_SITE
play $third.0/27
device $third.0-4 type=vvx410-53
device $third.5-7 type=vvx400 duplicates=1
device $third.8-13 type=t53w loss-in=2%
device $third.14-15 type=spip450 loss-in=2%
device $third.16-19 type=gxp2135 latency=200-500ms
device $third.20 type=asterisk
device $third.21 type=t48g port=5070
END_OF_SITE
    [ "$(id -u)" != 0 ] || cat <<END_OF_SITE # errors beside silence take CAP_NET_RAW
device $third.22-24 closed
device $third.25 unreachable icmp=host router=$third.26
END_OF_SITE
done | { echo 'include phones.inc' && cat; } | site killed
play killed

# scan_of WORKER: sets PHONESCAN_DB and scan, what it scans with.
scan_of() {
    export PHONESCAN_DB=$work/$1.db
    scan=(scan "$net.$((20 + $1)).0/27" -p 'sip:5060,5070' --max-rate 100 --retries 2 --wait 1s --linger 300ms
        --all-devices --csv "$work/$1.csv")
}

# killed_scans WORKER KILLS: scans over and over, killed so often in all; each scan is gone on with to its end.
killed_scans() {
    local worker=$1 left=$2 rounds=0 too_early=0 status going_on
    local -a command limit
    scan_of "$worker"
    RANDOM=$((seed + worker))
    run "$worker" 0 "${scan[@]}" --no-store
    mv "$work/$worker.csv" "$work/whole$worker.csv"
    mv "$work/$worker.err" "$work/whole$worker.err"
    while ((left > 0)); do
        rounds=$((rounds + 1))
        command=("${scan[@]}")
        going_on=no
        rm -f "$work/$worker.csv"
        while :; do
            limit=(timeout --kill-after=5 60)
            if ((left > 0)); then
                limit=(timeout --foreground --preserve-status --signal=KILL
                    "$(awk -v ms=$(((RANDOM << 15 | RANDOM) % within + 1)) 'BEGIN { print ms / 1000 }')")
            fi
            "${limit[@]}" "$PHONESCAN" "${command[@]}" >"$work/$worker.out" 2>"$work/$worker.err" </dev/null
            status=$?
            if grep -q 'phonescan: going on with ' "$work/$worker.err"; then going_on=yes; fi
            case $status in
                137) left=$((left - 1)) && command=(scan --resume) && continue ;;
                0 | 2) ;;
                *) fail "phonescan ${command[*]} ended with $status" ;;
            esac
            if ! grep -qE 'nothing to go on with|there is no store' "$work/$worker.err"; then
                [ $status -eq 0 ] || fail "phonescan ${command[*]} ended with $status"
                same_result "a scan that was killed ended otherwise" "whole$worker" "$worker"
                break
            fi
            # killed when all was done, or before there was anything
            [ ! -e "$work/$worker.csv" ] || break
            [ $going_on = no ] || fail "a scan that was gone on with already is gone"
            too_early=$((too_early + 1))
            command=("${scan[@]}")
        done
    done
    expect_runs "$PHONESCAN_DB" $rounds
    echo "network $worker: $2 kills, $too_early of them before the store had the scan; $rounds scans"
    (($2 < 10 || too_early * 2 <= $2)) || fail "most kills came too early to tell anything"
}

echo "KILLS=$kills SEED=$seed"
pids=()
for ((worker = 0; worker < workers; ++worker)); do
    killed_scans $worker $((kills / workers + (worker < kills % workers))) &
    pids+=($!)
    started+=($!)
done
for pid in "${pids[@]}"; do wait "$pid" || fail "SEED=$seed: see above"; done
started=("$field_pid")
stop_playing

# --- Who answered is not asked again ---------------------------------------------------------------------------------

site calm <<END_OF_SITE
play $net.24.0/24
include phones.inc
device $net.24.0-79 type=vvx410-53
END_OF_SITE
# 5 s of asking, and everybody answers at once
calm=("$net.24.0-$net.24.79" --retries 0 --wait 1s --http off)
scan=(scan "${calm[@]}" --max-rate 16 --csv "$work/cut.csv" --jsonl "$work/cut.jsonl")
play calm
run whole 0 scan "${calm[@]}" --max-rate 0 --no-store --csv "$work/whole.csv"
stop_playing

# resumed KNOWN: goes on; so many need not be asked.
resumed() {
    play calm
    run cut 0 scan --resume
    stop_playing
    says cut "$1 of 80 targets have answered or refused"
    expect_statistic calm addresses_asked $((80 - $1))
    expect_statistic calm requests $((80 - $1))
    same_result "the scan that was gone on with ended otherwise" whole cut
    ! grep -q INCOMPLETE "$work/cut.err" || fail "it is complete, and says that it is not"
    # 80 at 16/s; a second may be lost when it was killed
    awk '/^Elapsed/ { exit !($2 > 3.9) }' "$work/cut.err" || fail "it says that it took less time than it asked for"
}

export PHONESCAN_DB=$work/interrupted.db
play calm
begin cut "${scan[@]}"
asking cut
sleep 2
kill -s INT "$scan_pid"
ended "$scan_pid" 130
stop_playing
says cut "INCOMPLETE: the scan was interrupted"
says cut "to go on with it: phonescan scan --resume"
answered=$(statistic calm answers)
[ "$(columns "$work/cut.csv" ip | wc -l)" -eq "$answered" ] || fail "the report lacks phones that answered"
((answered > 0 && answered < 80)) || fail "$answered of 80 answered before the signal"
run listed 0 scans
says listed interrupted
resumed "$answered"
expect_runs "$PHONESCAN_DB" 1

# Killed: what was heard in the last second may be lost, nothing before it.
export PHONESCAN_DB=$work/killed.db
play calm
rm "$work/cut.csv"
begin cut "${scan[@]}"
asking cut
sleep 3
kill -s KILL "$scan_pid"
wait "$scan_pid" 2>/dev/null
started=("$field_pid")
stop_playing
answered=$(statistic calm answers)
[ ! -e "$work/cut.csv" ] || fail "a killed scan wrote a report"
run listed 0 scans
says listed "cut off"
run so_far 4 report --csv "$work/so_far.csv"
says so_far INCOMPLETE
says so_far "phonescan scan --resume goes on with it"
known=$(columns "$work/so_far.csv" ip | wc -l)
((known <= answered && known >= answered - 20)) ||
    fail "the store has $known of $answered that had answered when it was killed"
resumed "$known"

# --- What can be gone on with, and one scan of a site at a time ------------------------------------------------------

run finished 0 scan --resume
says finished "nothing to go on with"
run other_site 0 scan --resume --site elsewhere
says other_site "nothing to go on with: no scan of site elsewhere"
run no_store 2 scan --resume --db "$work/none.db"
says no_store "$work/none.db: there is no store"
[ ! -e "$work/none.db" ] || fail "--resume made a store"
run no_store 2 scan --resume --no-store
says no_store --no-store
for option in --max-rate=5 --csv=x.csv --retries=1 --as-of=2020-01-01 "$net.24.0/24"; do
    run option 2 scan --resume "$option"
    says option "as the scan was told when it began"
done

export PHONESCAN_DB=$work/two.db
play calm
begin cut "${scan[@]}"
first=$scan_pid
asking cut
other=("$net.24.100-$net.24.199" --http off --max-rate 0 --retries 0 --wait 500ms)
SECONDS=0
run second 5 scan "${other[@]}" --csv "$work/second.csv"
run second_resumed 5 scan --resume --site default
[ $SECONDS -le 4 ] || fail "to say that the site is held took $SECONDS s"
says second "another scan of site default is under way"
says second_resumed "another scan of site default is under way"
[ ! -e "$work/second.csv" ] || fail "a scan that did nothing wrote a report"
run listed 0 scans
says listed running
kill -s KILL "$first"
wait "$first" 2>/dev/null
started=("$field_pid")
stop_playing
[ "$(statistic calm addresses_asked)" -le 80 ] || fail "the second scan asked somebody"

play calm
begin cut scan --resume # the site is free again
asking cut
run elsewhere 0 scan "${other[@]}" --site branch
run unkept 0 scan "${other[@]}" --no-store
ended "$scan_pid" 0
stop_playing
same_result "the scan that was gone on with beside others ended otherwise" whole cut
expect_runs "$PHONESCAN_DB" 2
play calm
run free 0 scan "${other[@]}"
stop_playing
expect_statistic calm addresses_asked 100
