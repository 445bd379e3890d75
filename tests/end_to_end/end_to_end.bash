# What the whole-program tests share: a private network, simulated sites, scans, comparisons, and an end that leaves
# nothing behind. Sourced. PHONESCAN and PHONEFIELD are the programs of the build under test, BUILD is dev or release.
#
# As root each test has network and mount namespaces of its own, so that no other test and no other build meets it.
# Without them the builds use different loopback networks, and ctest never runs one test of two builds at once.
# shellcheck disable=SC2034,SC2015,SC2012 # read by the tests; "a && b || fail" means what it says
set -u
: "${PHONESCAN:?} ${PHONEFIELD:?} ${BUILD:?}"

skipped=77 # ctest's SKIP_RETURN_CODE
here=$(dirname "$(readlink -f "$0")")
private_setup="mount -t sysfs sysfs /sys && ip link set lo up" # its interfaces, its /sys
if [ -z "${PRIVATE_NETWORK:-}" ] && unshare --net --mount sh -c "$private_setup" 2>/dev/null; then
    exec unshare --net --mount env PRIVATE_NETWORK=yes bash "$0" "$@"
fi
[ -z "${PRIVATE_NETWORK:-}" ] || sh -c "$private_setup" || exit 1

work=$(mktemp -d "${TMPDIR:-/tmp}/phonescan-test-XXXXXX")
export PHONESCAN_DB=$work/store.db
started=()   # pids of what runs in the background
at_the_end=() # commands of a test's own that clean up
net=127.201
[ "${BUILD:-release}" = release ] || net=127.202
sites=$here/../field/sites

end_processes() {
    local pid
    [ ${#started[@]} -eq 0 ] || kill "${started[@]}" 2>/dev/null
    for pid in "${started[@]}"; do
        for _ in {1..100}; do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.05
        done
        kill -KILL "$pid" 2>/dev/null
        wait "$pid" 2>/dev/null
    done
    started=()
}

clean_up() {
    local command
    [ "$BASHPID" = $$ ] || return # not at the end of a subshell
    end_processes
    for command in "${at_the_end[@]}"; do $command; done
    rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 130' INT TERM HUP

fail() {
    local file
    printf 'FAILED: %s\n' "$*"
    for file in $(cd "$work" && ls -rt -- *.{diff,out,err,stats} 2>/dev/null | tail -n 6); do
        [ -s "$work/$file" ] && printf -- "--- %s\n%s\n" "$file" "$(tail -n 15 "$work/$file" | cut -c -160)"
    done
    exit 1
}

skip() {
    printf 'SKIPPED: %s\n' "$*"
    exit $skipped
}

# needs PROGRAM PACKAGE: ends the test as skipped when the program is not installed.
needs() {
    command -v "$1" >/dev/null || skip "$1 is not installed (Debian package $2)"
}

# site NAME: writes the site on stdin to $work/NAME.site.
site() {
    cp "$sites/phones.inc" "$work/"
    cat >"$work/$1.site"
}

# play NAME [COMMAND...]: plays $work/NAME.site until stop_playing, by way of COMMAND when there is one. It also ends
# when this shell does, however that ends.
play() {
    local name=$1 said='' control
    shift
    rm -f "$work/$name".{in,ready,stats}
    mkfifo "$work/$name.in" "$work/$name.ready"
    "$@" "$PHONEFIELD" "$work/$name.site" --for 300 --until-stdin-closes --stats "$work/$name.stats" \
        <"$work/$name.in" >"$work/$name.ready" 2>"$work/$name.field.err" &
    field_pid=$!
    started+=("$field_pid")
    exec {control}>"$work/$name.in"
    read -r -t 30 said <"$work/$name.ready"
    [ "$said" = ready ] || fail "phonefield did not start: $(cat "$work/$name.field.err")"
}

# stop_playing: ends the field played last; its statistics are then in $work/NAME.stats.
stop_playing() {
    kill -TERM "$field_pid"
    wait "$field_pid" || fail "phonefield ended with $?"
    local -a others=()
    local pid
    for pid in "${started[@]}"; do [ "$pid" = "$field_pid" ] || others+=("$pid"); done
    started=("${others[@]}")
}

# statistic NAME KEY: prints one figure of a stopped field's statistics.
statistic() {
    awk -F'[:,]' -v key="\"$2\"" '$1 ~ key { gsub(/ /, "", $2); print $2; exit }' "$work/$1.stats"
}

# expect_statistic NAME KEY VALUE
expect_statistic() {
    local found
    found=$(statistic "$1" "$2")
    [ "$found" = "$3" ] || fail "the site saw $2 = $found, expected $3"
}

# run NAME STATUS ARGUMENT...: runs phonescan, output in $work/NAME.out and .err, and expects that exit status. RUN_AS
# may hold a command in front.
RUN_AS=()
run() {
    local name=$1 expected=$2 status
    shift 2
    timeout --kill-after=5 "${RUN_LIMIT:-100}" "${RUN_AS[@]}" "$PHONESCAN" "$@" \
        >"$work/$name.out" 2>"$work/$name.err" </dev/null
    status=$?
    [ $status -eq "$expected" ] || fail "phonescan $* ended with $status, expected $expected"
}

# begin NAME ARGUMENT...: the same in the background, without a limit of its own; its pid is then in scan_pid.
begin() {
    local name=$1
    shift
    "${RUN_AS[@]}" "$PHONESCAN" "$@" >"$work/$name.out" 2>"$work/$name.err" </dev/null &
    scan_pid=$!
    started+=("$scan_pid")
}

# asking NAME: waits until the scan begun as NAME asks; the store has it by then.
asking() {
    local _
    for _ in {1..600}; do
        if grep -qs 'phonescan: asking ' "$work/$1.err"; then return; fi
        sleep 0.05
    done
    fail "$1 has not begun after 30 s"
}

# ended PID STATUS: waits for a scan begun with begin.
ended() {
    local status
    wait "$1"
    status=$?
    [ $status -eq "$2" ] || fail "the scan ended with $status, expected $2"
}

# says NAME TEXT: the run said this, in .out or .err; lines that were wrapped count as one.
says() {
    cat "$work/$1".{out,err} 2>/dev/null | tr -s ' \n' '  ' | grep -qF -- "$2" || fail "$1 does not say: $2"
}

# columns CSV COLUMN,COLUMN...: prints columns of a CSV file, one row a line, fields joined by |.
columns() {
    awk -v columns="$2" -f "$here/../peers/csv_columns.awk" "$1" || fail "$1 has no such columns: $2"
}

# same WHAT EXPECTED FOUND: two files are equal.
same() {
    diff -u --label expected --label found "$2" "$3" >"$work/same.diff" || fail "$1"
}

# expect_phones SITE CSV: the CSV holds every phone of $work/SITE.site with its vendor, model and firmware where the
# site tells them, nothing else, and three verdicts for each.
expect_phones() {
    "$PHONEFIELD" "$work/$1.site" --list |
        awk -F'\t' 'NR > 1 && $7 == "phone" { print $1 "|" $8 "|" $4 "|" $5 "|" $6 }' >"$work/$1.truth"
    [ -s "$work/$1.truth" ] || fail "$1.site has no phone"
    columns "$2" ip,kind,vendor,model,firmware >"$work/$1.found" || exit 1
    # the site file may leave out what a device does not tell; then the scan may say nothing or something
    awk -F'|' -v OFS='|' '
        FNR == NR { truth[$1] = $0; next }
        $1 in truth { split(truth[$1], t, "|"); for (i = 2; i <= 5; ++i) if (t[i] == "") $i = "" }
        { print }' "$work/$1.truth" "$work/$1.found" >"$work/$1.compared"
    same "the phones in $2 are not those of $1.site" "$work/$1.truth" "$work/$1.compared"
    columns "$2" lync-server-2013.verdict,lync-server-2010.verdict,lync-online.verdict >"$work/$1.verdicts" || exit 1
    ! grep -qE '^\||\|\||\|$' "$work/$1.verdicts" || fail "$2 lacks verdicts"
    [ "$(wc -l <"$work/$1.verdicts")" -eq "$(wc -l <"$work/$1.truth")" ] || fail "$2 lacks verdicts"
}

# expect_sums NAME: the totals that run NAME tells add up.
expect_sums() {
    cat "$work/$1".{out,err} 2>/dev/null | awk '
        /^Targets/ { totals = 1; sum = $2; for (i = 4; i <= NF; ++i) if ($i ~ /^[0-9]+$/) sum -= $i }
        /^Devices/ { devices = 1; kinds = $2; phones = $4; for (i = 4; i <= NF; ++i) if ($i ~ /^[0-9]+$/) kinds -= $i }
        /^[a-z0-9-]+ \(.*list/ { platform = $1; of[platform] = 0; next }
        /^[a-z0-9-]+ +ALL +READY / { platform = ""; table = $1; by_model = 0; next }
        table && /^TOTAL / {
            ++tables
            if ($2 != by_model || $2 != phones) { print table ": models add up to " by_model " of " phones; exit 1 }
            sum = $2; for (i = 3; i <= NF; ++i) sum -= $i
            if (sum != 0) { print table ": its total does not add up by " sum; exit 1 }
            table = ""
        }
        table { by_model += $(NF - 6) }
        platform && /^ +[0-9]+  / { of[platform] += $1 }
        END {
            if (!totals || sum != 0) { print "targets do not add up by " sum; exit 1 }
            if (!devices || kinds != 0) { print "devices do not add up by " kinds; exit 1 }
            for (p in of) { ++platforms; if (of[p] != phones) { print p " adds up to " of[p] " of " phones; exit 1 } }
            if (platforms != 3) { print platforms " platforms"; exit 1 }
            if (phones && tables != 3) { print tables " tables of models"; exit 1 }
        }' >"$work/$1.sums" || fail "the summary of $1: $(cat "$work/$1.sums")"
}
