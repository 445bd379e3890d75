#!/usr/bin/env bash
# A real nginx with the pages of several makers, over HTTP and HTTPS: each is identified by what it says, and is asked
# with manners.
. "$(dirname "$(readlink -f "$0")")/web_peer.bash"
needs nginx nginx-light
needs openssl openssl

certificate yealink ec "/CN=805EC0112233/O=Yealink(Xiamen) Network Technology Co., Ltd./C=CN"
certificate polycom rsa:2048 "/CN=64167F169981/O=Polycom Inc."
certificate other ec /CN=intranet.example

{
    cat <<END
daemon off;
master_process off;
pid $work/nginx.pid;
error_log $work/nginx-error.log;
events { worker_connections 256; }
http {
    log_format asked '\$server_addr|\$server_port|\$request_method|\$request_uri|\$http_authorization|\$http_cookie|\$http_host|\$status|\$connection_requests';
    access_log $work/access.txt asked;
    client_body_temp_path $work/body;
    proxy_temp_path $work/proxy;
    fastcgi_temp_path $work/fastcgi;
    uwsgi_temp_path $work/uwsgi;
    scgi_temp_path $work/scgi;
    types { text/html html; text/xml xml; application/json json; }
    root $pages;
    gzip on;
    gzip_min_length 1;
    gzip_types text/xml application/json;
    keepalive_timeout 20s;
END
    # server NUMBER CERTIFICATE STATEMENT... : one server on its address; no certificate: HTTP only
    server() {
        local number=$1 name=$2
        shift 2
        printf '    server {\n        listen 127.77.4.%s:80;\n' "$number"
        [ -z "$name" ] || printf '        listen 127.77.4.%s:443 ssl;\n        ssl_certificate %s.pem;\n        ssl_certificate_key %s.key;\n' \
            "$number" "$work/$name" "$work/$name"
        printf '        %s\n' "$@" '    }'
    }
    # shellcheck disable=SC2016 # nginx's own variables
    to_https='if ($scheme = http) { return 301 https://$server_addr$request_uri; }'
    # shellcheck disable=SC2016
    server 1 yealink "$to_https" \
        'location = / { return 302 "/servlet?m=mod_listener&p=login&q=loginForm"; }' \
        'location = /servlet { if ($args != "m=mod_listener&p=login&q=loginForm") { return 404; } try_files /yealink-login.html =404; }'
    server 2 yealink 'location = / { return 200 "<html><head><title>Yealink T54W Phone</title></head></html>"; default_type text/html; }' \
        'location = /api/common/info { try_files /yealink-refusal.json =404; }'
    server 3 '' 'location = / { try_files /cisco-device.html =404; }' \
        'location = /DeviceInformationX { try_files /cisco-device.xml =404; }'
    server 4 polycom "$to_https" 'location = / { try_files /polycom-login.html =404; }'
    server 5 '' 'location = / { try_files /digium-home.html =404; }' \
        'location = /cgi-bin/prefetch.cgi { try_files /digium-settings.xml =404; }'
    server 6 '' 'location = / { try_files /grandstream-home.html =404; }' \
        'location = /cgi-bin/api.values.get { try_files /grandstream-model.json =404; }'
    server 7 '' 'error_page 401 /refusal.html;' 'location = /refusal.html { }' \
        'location / { auth_basic "Mitel 6930"; auth_basic_user_file /dev/null; }'
    server 8 '' 'location = / { return 302 /index.htm; }' 'location = /index.htm { try_files /snom-home.html =404; }'
    # no phones: a printer, a page nobody may see, an error, another machine's page, and one that gives away nothing
    server 20 '' 'location = / { try_files /printer.html =404; }'
    server 21 other 'return 403;'
    server 22 '' 'return 500;'
    server 23 other 'return 301 https://intranet.example/;'
    server 24 '' 'return 444;'
    echo '}'
} >"$work/nginx.conf"
nginx -t -q -e "$work/nginx.errors" -c "$work/nginx.conf" >"$work/configuration.errors" 2>&1 || fail "nginx does not take its configuration"
start nginx nginx -e "$work/nginx.errors" -c "$work/nginx.conf"
listening 127.77.4.24 tcp 80
listening 127.77.4.23 tcp 443

watch
scan_web phones.csv 127.77.4.0/27
watched
expect phones.csv ip,vendor,model,firmware,mac,kind <<'END'
127.77.4.1|Yealink|SIP-T42S|66.84.0.125|80:5e:c0:11:22:33|phone
127.77.4.2|Yealink|SIP-T54W|96.86.0.45|80:5e:c0:11:22:33|phone
127.77.4.3|Cisco|CP-8861|sip88xx.12-5-1SR1-4|2c:31:24:c9:f8:e1|phone
127.77.4.4|Polycom|||64:16:7f:16:99:81|phone
127.77.4.5|Digium|D70|1_0_0_44308||phone
127.77.4.6|Grandstream|GXP2170|||phone
127.77.4.7|Mitel|6930|||phone
127.77.4.8|snom|D785|||phone
END
! grep -q 471100 "$work"/phones.csv{,.messages} || fail "a directory number is in a report"

# Manners: GET, no credentials, nothing but / and what it was sent to or the fingerprints name.
awk -F'|' '$3 != "GET"' "$work/access.txt" >"$work/access.messages"
[ ! -s "$work/access.messages" ] || fail "not only GET"
awk -F'|' '$5 != "-" || $6 != "-"' "$work/access.txt" >"$work/access.messages"
[ ! -s "$work/access.messages" ] || fail "credentials were sent"
{ known_paths && echo /index.htm; } | awk -F'|' 'FNR == NR { may[$0] = 1; next } !($4 in may)' - "$work/access.txt" >"$work/access.messages"
[ ! -s "$work/access.messages" ] || fail "paths that nobody named"
awk -F'|' 'seen[$1 "|" $2 "|" $4]++' "$work/access.txt" >"$work/access.messages"
[ ! -s "$work/access.messages" ] || fail "something was asked for twice"
awk -F'|' '{ split($7, host, ":"); if (host[1] != $1) print }' "$work/access.txt" >"$work/access.messages"
[ ! -s "$work/access.messages" ] || fail "a request was for another host"
# The connection was kept for the second page.
awk -F'|' '$4 == "/DeviceInformationX" { kept = $9 == 2 } END { exit !kept }' "$work/access.txt" ||
    fail "a second page took a second connection"
