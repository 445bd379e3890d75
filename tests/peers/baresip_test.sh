#!/usr/bin/env bash
# A real softphone: found over UDP and TCP, named as what it is, and never counted as a phone.
. "$(dirname "$(readlink -f "$0")")/peer.bash"
needs baresip baresip-core

modules=$(dirname "$(find /usr/lib -path '*baresip/modules/account.so' -print -quit 2>/dev/null)")
[ -e "$modules/account.so" ] || fail "baresip is here and its modules are not"
mkdir "$work/home"
cat >"$work/home/config" <<END
sip_listen 127.77.2.1:5060
module_path $modules
module_app account.so
END
echo '<sip:desk@127.77.2.1>;regint=0;answermode=manual' >"$work/home/accounts"
: >"$work/home/contacts"

start baresip baresip -f "$work/home"
listening 127.77.2.1
listening 127.77.2.1 tcp

scan phones.csv 127.77.2.1/32
expect phones.csv ip </dev/null
scan all.csv 127.77.2.1/32 --all-devices
expect all.csv ip,kind,channels <<'END'
127.77.2.1|not-phone|sip-tcp;sip-udp
END
