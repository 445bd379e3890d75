#!/usr/bin/env bash
# A real lighttpd that says in its Server field what phones say there, and one with a plain page.
. "$(dirname "$(readlink -f "$0")")/web_peer.bash"
needs lighttpd lighttpd

mkdir "$work/snom" "$work/plain"
cp "$pages/snom-home.html" "$work/snom/index.html"
echo '<html><head><title>Canteen</title></head><body>Soup</body></html>' >"$work/plain/index.html"
cat >"$work/lighttpd.conf" <<END
server.modules = ("mod_accesslog")
server.bind = "127.77.6.1"
server.port = 80
server.document-root = "$work/plain"
server.errorlog = "$work/lighttpd.errors"
accesslog.filename = "$work/access.txt"
accesslog.format = "%m %U%q %s %{Authorization}i"
index-file.names = ("index.html")
mimetype.assign = (".html" => "text/html")
\$SERVER["socket"] == "127.77.6.1:80" { server.tag = "Grandstream GXP2020 1.2.5.3" }
\$SERVER["socket"] == "127.77.6.2:80" { server.tag = "snom embedded" server.document-root = "$work/snom" }
\$SERVER["socket"] == "127.77.6.3:80" { }
\$SERVER["socket"] == "127.77.6.4:80" { server.document-root = "$work/none" }
END
start lighttpd lighttpd -D -f "$work/lighttpd.conf"
listening 127.77.6.1 tcp 80
listening 127.77.6.4 tcp 80

watch
scan_web phones.csv 127.77.6.0/29
watched
expect phones.csv ip,vendor,model,firmware,kind,findings <<'END'
127.77.6.1|Grandstream|GXP2020|1.2.5.3|phone|sip-closed
127.77.6.2|snom|D785||phone|sip-closed
END
{ known_paths | sed 's/^/GET /'; } >"$work/may"
awk 'FNR == NR { may[$0] = 1; next } !(($1 " " $2) in may) || $4 != "-"' "$work/may" "$work/access.txt" >"$work/access.messages"
[ ! -s "$work/access.messages" ] || fail "lighttpd was asked for something else"
