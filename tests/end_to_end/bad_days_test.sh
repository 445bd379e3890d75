#!/usr/bin/env bash
# The store on a bad day: a full disk, a place that cannot be written, a damaged file, another program's, a newer
# version's, a clock that is wrong. The scan's results are never lost, and the file never changes.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"

site phones <<END_OF_SITE
play $net.26.0/24
include phones.inc
device $net.26.0-199 type=t53w
END_OF_SITE
quick=(--sip udp --http off --retries 0 --wait 500ms --linger 300ms)
target=$net.26.0/24

# may_mount WHAT: mounts can be made here, and are gone with this test.
may_mount() {
    mkdir -p "$work/mounted"
    if [ "$(id -u)" = 0 ] && [ "${PRIVATE_NETWORK:-}" = yes ] && mount -t tmpfs -o size=64k none "$work/mounted" 2>/dev/null; then
        umount "$work/mounted"
        return 0
    fi
    echo "SKIPPED: $1: nothing can be mounted here"
    return 1
}

# unmount_all: at the end, whatever happened.
unmount_all() {
    local folder
    for folder in "$work"/{disk,read_only}; do
        while mountpoint -q "$folder" 2>/dev/null && umount "$folder"; do :; done
    done
}
at_the_end+=(unmount_all)

# state_of FILE: what it holds, and what lies beside it but locks.
state_of() { sha256sum <"$1" && find "$(dirname "$1")" ! -name '*-lock' | sort; }

# unharmed FILE ARGUMENT...: phonescan ARGUMENT... refuses the store, names it, and leaves it and its folder as they were.
unharmed() {
    local file=$1 before
    shift
    before=$(state_of "$file")
    run unharmed 2 "$@" --db "$file"
    says unharmed "$file"
    [ "$(state_of "$file")" = "$before" ] || fail "phonescan $* changed $file or its folder"
}

# refused FILE TEXT [COMMAND...]: a scan, a report and what else is said refuse this store with TEXT, and send nothing.
refused() {
    local file=$1 text=$2 command
    shift 2
    unharmed "$file" scan $target "${quick[@]}" --csv "$work/refused.csv"
    says unharmed "$text"
    for command in report "$@"; do
        # shellcheck disable=SC2086 # words
        unharmed "$file" $command
        says unharmed "$text"
    done
    [ ! -e "$work/refused.csv" ] || fail "a report was written"
    [ ! -e "$work/refused.run" ] || fail "a run was exported"
}
all_commands=('scan --resume' scans 'scans rm --keep 1d' "scans export 2 $work/refused.run" "scans import $work/good.run"
    "read $work/table.csv")

# octets FILE PLACE OCTET...: writes them over what is there.
octets() {
    local file=$1 place=$2
    shift 2
    # shellcheck disable=SC2059 # the octets are the format
    printf "$(printf '\\x%s' "$@")" | dd of="$file" bs=1 seek="$place" conv=notrunc status=none
}

# --- What is known before the first packet ----------------------------------------------------------------------------

play phones
run good 0 scan $target "${quick[@]}" --max-rate 0 --csv "$work/good.csv" -q
[ "$(columns "$work/good.csv" ip | wc -l)" -eq 200 ] || fail "not all 200 phones were found"
stop_playing
[ ! -e "$PHONESCAN_DB-wal" ] || fail "a store at rest is more than one file"
id=$("$PHONESCAN" scans --json | jq -r .id)
run export 0 scans export "$id" "$work/good.run"
echo 'ip,mac' >"$work/table.csv"
mkdir "$work/damaged"

play phones
mkdir "$work/folder"
echo text >"$work/file"
for store in "$work/file/store.db" "$work/none/store.db" "$work/folder" /proc/store.db; do
    run unwritable 2 scan $target "${quick[@]}" --csv "$work/refused.csv" --db "$store"
    says unwritable "$store"
    says unwritable --no-store
    [ ! -e "$work/refused.csv" ] || fail "a report was written"
done
if may_mount "a read-only folder"; then
    mkdir "$work/read_only" "$work/other"
    mount --bind "$work/other" "$work/read_only" || fail "no folder can be mounted"
    mount -o remount,bind,ro "$work/read_only" || fail "no folder can be mounted read-only"
    run unwritable 2 scan $target "${quick[@]}" --db "$work/read_only/store.db"
    says unwritable "$work/read_only/store.db"
    says unwritable "Read-only file system"
    says unwritable --no-store
    cp "$PHONESCAN_DB" "$work/other/store.db"
    run unwritable 2 scan $target "${quick[@]}" --db "$work/read_only/store.db"
    says unwritable "$work/read_only/store.db"
    says unwritable "Read-only file system"
    says unwritable --no-store
    # what is there can be read all the same
    run read_only 0 report --db "$work/read_only/store.db" --csv "$work/read_only.csv" -q
    same "a store that can only be read tells otherwise" "$work/good.csv" "$work/read_only.csv"
    run read_only 0 scans --db "$work/read_only/store.db"
    says read_only "$id"
    run read_only 0 scans export "$id" "$work/read_only.run" --db "$work/read_only/store.db"
    cmp -s "$work/good.run" "$work/read_only.run" || fail "a store that can only be read exports otherwise"
    [ "$(ls -A "$work/other")" = store.db ] || fail "something was left beside a store that can only be read"
    umount "$work/read_only"
fi

cp "$PHONESCAN_DB" "$work/damaged/newer.db"
octets "$work/damaged/newer.db" 60 00 00 00 63
refused "$work/damaged/newer.db" "written by a newer phonescan (store version 99" "${all_commands[@]}"

cp "$PHONESCAN_DB" "$work/damaged/other.db"
octets "$work/damaged/other.db" 68 0f 05 51 12
refused "$work/damaged/other.db" "a database of another program"

head -c 5000 "$PHONESCAN" >"$work/damaged/program"
refused "$work/damaged/program" "is no store of phonescan"

# Garbage: in the header, over whole pages in the middle, and an end that is missing.
cp "$PHONESCAN_DB" "$work/damaged/header.db"
octets "$work/damaged/header.db" 0 de ad be ef
refused "$work/damaged/header.db" "no store of phonescan, or its beginning is damaged"

size=$(stat -c %s "$PHONESCAN_DB")
cp "$PHONESCAN_DB" "$work/damaged/middle.db"
tr '\0' '\245' </dev/zero | dd of="$work/damaged/middle.db" bs=4096 seek=$((size / 4096 / 2)) count=3 iflag=fullblock conv=notrunc status=none
refused "$work/damaged/middle.db" "damaged" "${all_commands[@]}"

head -c $((size / 2)) "$PHONESCAN_DB" >"$work/damaged/cut.db"
refused "$work/damaged/cut.db" "damaged"

# Words that are still words, but others.
cp "$PHONESCAN_DB" "$work/damaged/words.db"
octets "$work/damaged/words.db" "$(grep -abo -m 1 'SIP-T53W 96' "$PHONESCAN_DB" | head -n 1 | cut -d : -f 1)" 53 49 50 2d 54 32
unharmed "$work/damaged/words.db" report
says unharmed "the store is damaged"
stop_playing
expect_statistic phones requests 0

# A scan is killed, and what it left is copied to where it can only be read: all of it is shown, or nothing.
if may_mount "what a killed scan left, where it can only be read"; then
    cp "$PHONESCAN_DB" "$work/killed.db"
    play phones
    begin killed scan $target "${quick[@]}" --max-rate 80 --db "$work/killed.db"
    asking killed
    sleep 1
    kill -s KILL "$scan_pid"
    wait "$scan_pid" 2>/dev/null
    started=("$field_pid")
    stop_playing
    [ -s "$work/killed.db-wal" ] || fail "the scan was not killed while it wrote"
    cp "$work/killed.db" "$work/killed.db-wal" "$work/other/"
    mount --bind "$work/other" "$work/read_only" || fail "no folder can be mounted"
    mount -o remount,bind,ro "$work/read_only" || fail "no folder can be mounted read-only"
    if "$PHONESCAN" scans --db "$work/read_only/killed.db" >"$work/left.out" 2>"$work/left.err"; then
        says left "cut off"
    else
        says left "$work/read_only/killed.db"
    fi
    umount "$work/read_only"
fi

# --- No space left ----------------------------------------------------------------------------------------------------

# without_space NAME: the run says that the store is full, and its reports have everything.
without_space() {
    says "$1" "$work/disk/store.db"
    says "$1" "this run goes on and its reports will be written"
    grep -qi 'no space' "$work/$1.err" || fail "it does not say what happened"
    rows "$work/$1.csv" >"$work/$1.rows" && same "the report lacks something" "$work/good.rows" "$work/$1.rows"
    expect_sums "$1"
}
rows() { columns "$1" ip,mac,vendor,model,firmware; }

if may_mount "a full file system"; then
    rows "$work/good.csv" >"$work/good.rows"
    mkdir "$work/disk"
    mount -t tmpfs -o size=1m none "$work/disk"
    play phones

    # Full before: nothing can begin.
    head -c 2m /dev/zero >"$work/disk/filler" 2>/dev/null
    run full 2 scan $target "${quick[@]}" --db "$work/disk/store.db" --csv "$work/full.csv"
    says full "$work/disk/store.db"
    stop_playing
    expect_statistic phones requests 0

    # Full before, and the store is there: said before the first packet, or no result is lost.
    rm -rf "$work/disk"/*
    cp "$PHONESCAN_DB" "$work/disk/store.db"
    head -c 2m /dev/zero >"$work/disk/filler" 2>/dev/null
    play phones
    begin full scan $target "${quick[@]}" --db "$work/disk/store.db" --csv "$work/full.csv"
    wait "$scan_pid"
    status=$?
    stop_playing
    case $status in
        1) without_space full ;;
        2) says full "$work/disk/store.db: No space left on device" && expect_statistic phones requests 0 ;;
        *) fail "with a store on a full disk the scan ended with $status" ;;
    esac
    cmp -s "$PHONESCAN_DB" "$work/disk/store.db" || [ $status -eq 1 ] || fail "the store was changed"

    # Full while it runs.
    rm -rf "$work/disk"/*
    play phones
    begin filled scan $target "${quick[@]}" --max-rate 80 --db "$work/disk/store.db" --csv "$work/filled.csv"
    asking filled
    sleep 0.7
    head -c 2m /dev/zero >"$work/disk/filler" 2>/dev/null
    ended "$scan_pid" 1
    stop_playing
    without_space filled

    # With room again what had been kept is whole, and can be gone on with.
    rm "$work/disk/filler"
    run listed 0 scans --json --db "$work/disk/store.db"
    [ "$(wc -l <"$work/listed.out")" -eq 1 ] || fail "the store that was full has other than one run"
    play phones
    run resumed 0 scan --resume --db "$work/disk/store.db"
    stop_playing
    rows "$work/filled.csv" >"$work/filled.rows"
    same "gone on with after the disk was full it ends otherwise" "$work/good.rows" "$work/filled.rows"
    umount "$work/disk"
fi

# --- A wrong clock ----------------------------------------------------------------------------------------------------

# dated NAME WHEN: the run as one that began and ended then, in NAME.run.
dated() {
    local ns
    ns=$(date -u +%s -d "$2")000000000
    gzip -dc <"$work/good.run" | head -n -1 |
        sed -E "1s/\"(started|ended)\":[0-9]+/\"\1\":$ns/g; 1s/\"id\":\"[^\"]*\"/\"id\":\"$1\"/" >"$work/$1.lines"
    echo "{\"sha256\":\"$(sha256sum <"$work/$1.lines" | cut -d ' ' -f 1)\"}" >>"$work/$1.lines"
    gzip <"$work/$1.lines" >"$work/$1.run"
}
dated old '900 days ago'
dated future '400 days'
run import 0 scans import "$work/old.run" "$work/future.run"
before=$("$PHONESCAN" scans --json)
run keep 0 scans rm --keep 30d
says keep "is of $(date -u +%F -d '400 days')"
says keep "is the clock right?"
says keep "--keep removes nothing"
[ "$("$PHONESCAN" scans --json)" = "$before" ] || fail "a run was removed by a clock that is wrong"
play phones
run keep 0 scan "$net.26.0/30" "${quick[@]}" --keep 30d --csv "$work/keep.csv"
stop_playing
says keep "--keep removes nothing"
[ "$("$PHONESCAN" scans --json | wc -l)" -eq 4 ] || fail "a scan removed a run by a clock that is wrong"
run rm 0 scans rm future
run keep 0 scans rm --keep 30d
says keep "removed 1 of 3 runs"
