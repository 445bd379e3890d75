# The Debian packages phonescan is built and tested with, and how missing ones get installed.
# Sourced by ./phonescan and ./run-tests. Every message goes to stderr.
# shellcheck disable=SC2034

say() { printf '%s: %s\n' "${0##*/}" "$*" >&2; }

die() {
    say "$@"
    exit 1
}

# Names differ between releases: boost is versioned on Debian 12, whose plain libboost-dev is too old.
# Only Debian 12 (bookworm) has been tried; add a release by adding its line here.
declare -A boost_package=(
    [bookworm]=libboost1.81-dev
    [trixie]=libboost-dev
    [noble]=libboost-dev
)
build_packages=(g++ cmake ninja-build pkgconf BOOST
    libfmt-dev nlohmann-json3-dev libcli11-dev libpugixml-dev libre2-dev
    libxml2-dev libmnl-dev libpcap-dev zlib1g-dev libsqlite3-dev libssl-dev
    libcurl4-openssl-dev)
test_packages=(ccache catch2 libbenchmark-dev libxml2-utils iproute2 jq)
# Real software that the tests in tests/peers scan, listen to, or compare with. Without them those tests are skipped, by name.
peer_packages=(sip-tester baresip-core kamailio lldpd tcpdump tshark nginx-light lighttpd openssl)

# The release whose package names apply: a derivative such as Linux Mint names the release it is made from.
release_codename() (
    [ -r /etc/os-release ] || exit 0
    . /etc/os-release
    printf '%s' "${UBUNTU_CODENAME:-${DEBIAN_CODENAME:-${VERSION_CODENAME:-}}}"
)

# missing_packages NAME... : prints those not installed, one a line.
missing_packages() {
    local codename boost name
    codename=$(release_codename)
    boost=${boost_package[${codename:-none}]:-}
    local -a wanted=("${@/#BOOST/$boost}")
    local -A installed=()
    while read -r state name; do
        [ "$state" = installed ] && installed[$name]=yes
    done < <(dpkg-query -W -f '${db:Status-Status} ${Package}\n' "${wanted[@]}" 2>/dev/null)
    for name in "${wanted[@]}"; do
        [ -n "${installed[$name]:-}" ] || printf '%s\n' "$name"
    done
}

# Whether this machine's packages are ours to check: a release in the table above, with dpkg and apt.
packages_known() {
    local codename
    codename=$(release_codename)
    [ -n "${boost_package[${codename:-none}]:-}" ] && command -v dpkg-query apt-get >/dev/null
}

# Runs as root; $1 is yes to fetch the package lists first, the rest are packages. Nothing installed here may start a
# daemon, now or at the next boot: policy-rc.d forbids it while apt runs (an existing one is left alone, it is the
# administrator's), and what got enabled on the way is disabled again.
# shellcheck disable=SC2016
install_script='
exec 8>/run/lock/phonescan-packages && flock 8
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ] && [ ! -L "$policy" ]; then
    trap "rm -f $policy" EXIT
    trap "exit 130" INT TERM HUP
    printf "#!/bin/sh\nexit 101\n" >"$policy" && chmod 755 "$policy" || exit 1
fi
update=$1
shift
daemons=
for name in kamailio lldpd nginx lighttpd; do # nginx comes in packages like nginx-light
    case " $* " in *" $name "* | *" $name-light "*) daemons="$daemons $name" ;; esac
done
export DEBIAN_FRONTEND=noninteractive
options="-o DPkg::Lock::Timeout=120 -o Acquire::Retries=2 -o Acquire::http::Timeout=30 -o Acquire::https::Timeout=30"
if [ "$update" = yes ]; then apt-get $options update 8>&- || exit 1; fi
apt-get $options install -y --no-install-recommends "$@" 8>&-
status=$?
for name in $daemons; do
    if command -v systemctl >/dev/null; then systemctl disable "$name"; else update-rc.d "$name" disable; fi
done >/dev/null 2>&1
exit $status
'

# apt_install LOG PACKAGE... : installs, as root or through sudo. Returns non-zero when that failed; says nothing of it.
apt_install() {
    local log=$1 update=no
    shift
    local -a as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    compgen -G '/var/lib/apt/lists/*_Packages*' >/dev/null || update=yes
    "${as_root[@]}" bash -c "$install_script" bash "$update" "$@" </dev/null >"$log" 2>&1 && return 0
    # A list that is out of date names packages or versions the archive no longer has.
    [ "$update" = no ] && grep -Eq 'Unable to locate package|no installation candidate|404 ' "$log" || return 1
    "${as_root[@]}" bash -c "$install_script" bash yes "$@" </dev/null >"$log" 2>&1
}

# install_missing REASON LOG PACKAGE... : names what is missing of the packages and installs it. Fails with one message
# that says which are still missing, why, and the line that installs them by hand.
install_missing() {
    local reason=$1 log=$2 through='' sudo=''
    shift 2
    local -a missing
    mapfile -t missing < <(missing_packages "$@")
    [ ${#missing[@]} -gt 0 ] || return 0
    say "$reason needs these packages: ${missing[*]}"
    if [ "$(id -u)" -ne 0 ]; then
        if ! command -v sudo >/dev/null; then
            say "you are not root and there is no sudo; as root, run:"
            printf '    apt-get update && apt-get install --no-install-recommends %s\n' "${missing[*]}" >&2
            return 1
        fi
        through=' through sudo (only for this; it may ask for your password)'
        sudo='sudo '
    fi
    say "installing them with apt-get$through"
    mkdir -p "$(dirname "$log")"
    apt_install "$log" "${missing[@]}"
    mapfile -t missing < <(missing_packages "$@") # what counts is what is there now, not what apt said
    [ ${#missing[@]} -gt 0 ] || return 0
    say "could not install: ${missing[*]}"
    grep -E '^E: |^Err:|not in the sudoers|(password|terminal) is required' "$log" | sort -u | tail -n 5 | sed 's/^/    /' >&2
    say "the whole of what apt-get said is in $log"
    say "check the network and /etc/apt/sources.list, then run:"
    printf '    %sapt-get update && %sapt-get install --no-install-recommends %s\n' "$sudo" "$sudo" "${missing[*]}" >&2
    return 1
}

# How many compilers may run at once: one for each core, and each with room (the largest of our files takes 0.5 GB).
build_jobs() {
    local cores available
    cores=$(nproc 2>/dev/null || echo 1)
    available=$(awk '/^MemAvailable:/ { print int($2 / 800000) }' /proc/meminfo 2>/dev/null)
    available=${available:-1}
    [ "$available" -ge 1 ] || available=1
    echo $((cores < available ? cores : available))
}
