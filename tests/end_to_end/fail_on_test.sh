#!/usr/bin/env bash
# --fail-on, and which exit status wins where several apply.
. "$(dirname "$(readlink -f "$0")")/end_to_end.bash"

site judged <<END_OF_SITE
play $net.3.0/29
unlisted closed
include phones.inc
device $net.3.1 type=vvx410-53
device $net.3.2 type=vvx400
device $net.3.3 type=asterisk
END_OF_SITE
play judged
quick=(--wait 500ms --retries 0 --linger 300ms -q)
target=$net.3.0/29
csv=$work/judged.csv

run plain 0 scan $target "${quick[@]}" --csv "$csv"
expect_phones judged "$csv"
run upgrade 3 scan $target "${quick[@]}" --fail-on upgrade
run verdict 3 scan $target "${quick[@]}" --fail-on check,older-than-qualified
run other 0 scan $target "${quick[@]}" --fail-on newer,check,not-listed
# 5.3.0.12074 is newer than Lync Server 2010's: only the platform named counts
run platform 3 scan $target "${quick[@]}" --fail-on lync-server-2010:newer
run platform_alone 3 scan $target "${quick[@]}" --platform lync-online --fail-on upgrade
run excluded 0 scan $target "${quick[@]}" --exclude "$net.3.2" --fail-on upgrade
run unknown 2 scan $target "${quick[@]}" --fail-on worse
says unknown worse
run unjudged 2 scan $target "${quick[@]}" --fail-on teams:upgrade
says unjudged teams

# a report that cannot be written (1) before incomplete (4) before --fail-on (3); wrong usage (2) before all
run incomplete 4 scan $target no-such-host.invalid "${quick[@]}" --fail-on upgrade --csv "$csv"
says incomplete no-such-host.invalid
run unwritten 1 scan $target no-such-host.invalid "${quick[@]}" --fail-on upgrade --csv /dev/full
run usage 2 scan $target no-such-host.invalid "${quick[@]}" --fail-on worse --csv /dev/full
stop_playing
