#!/usr/bin/env bash
# Real TLS servers of any age: their certificates are read, and what only speaks TLS 1.0 is named.
. "$(dirname "$(readlink -f "$0")")/web_peer.bash"
needs openssl openssl

certificate old rsa:1024 "/CN=0004F2112233/O=Polycom Inc." -sha1
certificate new ec "/CN=000413445566/O=snom technology AG/L=Berlin/C=DE"
certificate weak rsa:1024 "/CN=64167F778899/O=Polycom Inc." -sha1
certificate yealink rsa:2048 "/CN=805EC0AABBCC/OU=yealink.com/O=Yealink(Xiamen) Network Technology Co., Ltd./C=CN"
cp "$pages/dh1024.pem" "$work/dh1024.pem" || exit 1

# tls NUMBER PORT CERTIFICATE OPTION... : an s_server that shows its status page over HTTPS.
tls() {
    local number=$1 port=$2 name=$3
    shift 3
    start "s_server-$number-$port" env OPENSSL_CONF=/dev/null openssl s_server -accept "127.77.5.$number:$port" -www \
        -cert "$work/$name.pem" -key "$work/$name.key" "$@"
    listening "127.77.5.$number" tcp "$port"
}
tls 1 443 old -tls1 -cipher 'ALL:@SECLEVEL=0'
tls 1 5061 old -tls1 -cipher 'ALL:@SECLEVEL=0'
tls 2 443 new -tls1_3
# keys and signatures that OpenSSL takes at its security level 0 only
tls 3 443 weak -tls1_2 -cipher 'DHE-RSA-AES128-SHA:@SECLEVEL=0' -dhparam "$work/dh1024.pem" -sigalgs RSA+SHA1
tls 4 5061 yealink                                              # where nothing else answers
tls 5 5061 old -tls1 -cipher 'AES128-SHA:@SECLEVEL=0'           # key exchange by RSA, nothing newer
tls 6 443 old -tls1_1 -cipher 'ALL:@SECLEVEL=0'                 # one version more is none of 1.0 only
tls 7 443 new -tls1_2 -cipher 'ECDHE-ECDSA-AES256-GCM-SHA384'

watch
scan_web phones.csv 127.77.5.0/28
watched
expect phones.csv ip,vendor,mac,kind,findings <<'END'
127.77.5.1|Polycom|00:04:f2:11:22:33|phone|tls-1.0-only;sip-closed
127.77.5.2|snom|00:04:13:44:55:66|phone|sip-closed
127.77.5.3|Polycom|64:16:7f:77:88:99|phone|sip-closed
127.77.5.4|Yealink|80:5e:c0:aa:bb:cc|phone|sip-closed
127.77.5.5|Polycom|00:04:f2:11:22:33|phone|tls-1.0-only;sip-closed
127.77.5.6|Polycom|00:04:f2:11:22:33|phone|sip-closed
127.77.5.7|snom|00:04:13:44:55:66|phone|sip-closed
END
