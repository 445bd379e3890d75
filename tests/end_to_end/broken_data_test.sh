#!/usr/bin/env bash
# Data files that are damaged: the file, the line, status 2, and not a packet.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"

site canary <<END_OF_SITE
play $net.9.0/28
include phones.inc
device $net.9.1 type=vvx410-53
END_OF_SITE
play canary
whole=$(readlink -f "$(dirname "$PHONESCAN")/../share/phonescan")

# broken FILE COMMAND...: COMMAND damages this file of a copy of the data; then nothing starts.
broken() {
    local file=$1
    shift
    rm -rf "$work/data"
    cp -RL "$whole" "$work/data"
    [ -s "$work/data/$file" ] || fail "there is no $file in the data"
    "$@" "$work/data/$file" || fail "$file could not be damaged"
    ! cmp -s "$whole/$file" "$work/data/$file" || fail "$file was not damaged: $*"
    PHONESCAN_DATA_DIR=$work/data run broken 2 scan "$net.9.0/28" --wait 500ms --retries 0 --csv "$work/broken.csv"
    grep -qE "$file:[0-9]+: .{10}" "$work/broken.err" || fail "$file, $*: no file and line in: $(cat "$work/broken.err")"
    [ ! -s "$work/broken.out" ] && [ ! -e "$work/broken.csv" ] || fail "there is a report"
    cut -c -150 "$work/broken.err" | sed "s|$work/data/||"
}
halve() { truncate -s "$(($(stat -c %s "$1") / 2))" "$1"; }
empty() { : >"$1"; }
nul() { printf '\0\0\0\0' | dd of="$1" bs=1 seek=200 conv=notrunc status=none; }

for file in fingerprints/polycom.xml fingerprints/pattern_parts.xml catalogs/lync.xml catalogs/version_schemes.xml \
    catalogs/models.xml catalogs/platforms.xml; do
    broken $file halve
    broken $file empty
    broken $file sed -i '0,/<\/[a-z_-]*>/s///'
    broken $file nul
done
broken fingerprints/polycom.xml sed -i '0,/pattern="[^"]*"/s//pattern="(unclosed"/'
broken fingerprints/polycom.xml sed -i '0,/matches="[^"]*"/s//matches="sip.no_such_field"/'
broken fingerprints/polycom.xml sed -i '0,/<param /s//<parm /'
broken fingerprints/oui.csv sed -i '3s/.*/not an OUI,x,y/'
broken catalogs/lync.xml sed -i '0,/<row/s//<raw/'

# the names of columns are read when a table is judged
for damage in halve empty nul; do
    rm -rf "$work/data"
    cp -RL "$whole" "$work/data"
    $damage "$work/data/inventories/inventory_columns.xml"
    echo model | PHONESCAN_DATA_DIR=$work/data "$PHONESCAN" judge >"$work/columns.out" 2>"$work/columns.err"
    [ $? -eq 2 ] && [ ! -s "$work/columns.out" ] || fail "judge starts with damaged names of columns: $damage"
    grep -qE "inventories/inventory_columns.xml:[0-9]+: .{10}" "$work/columns.err" || fail "no file and line: $damage"
done

# no data at all, or half of it
PHONESCAN_DATA_DIR=$work/nowhere run nowhere 2 scan "$net.9.0/28"
says nowhere "$work/nowhere"
for part in fingerprints catalogs; do
    rm -rf "$work/data"
    cp -RL "$whole" "$work/data"
    rm -rf "$work/data/$part"
    PHONESCAN_DATA_DIR=$work/data run part 2 scan "$net.9.0/28"
    says part "$work/data/$part"
    mkdir "$work/data/$part"
    PHONESCAN_DATA_DIR=$work/data run part 2 scan "$net.9.0/28"
    says part "$work/data/$part"
done
run catalog 2 scan "$net.9.0/28" --catalog "$work/canary.site"
run fingerprints 2 scan "$net.9.0/28" --fingerprints "$work/no-such-folder"
stop_playing
expect_statistic canary requests 0

# and the copy, undamaged, works
play canary
rm -rf "$work/data"
cp -RL "$whole" "$work/data"
PHONESCAN_DATA_DIR=$work/data run whole 0 scan "$net.9.0/28" --wait 500ms --retries 0 --csv "$work/whole.csv"
expect_phones canary "$work/whole.csv"
stop_playing
