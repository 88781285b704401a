# shellcheck shell=bash
# Shared by scripts/test and scripts/demo: the environment that both run in.  Sourced, not run.
#
# Sets root (the checkout) and venv (its environment), and puts venv's programs first in PATH once
# make_environment has been called.  Both scripts may be run again at any time: what is there is kept.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
venv=${SKYGW_VENV:-$root/.venv}
# Postfix lies where an ordinary user's PATH does not look.
export PATH="$PATH:/usr/sbin:/sbin"

say() { printf '\n== %s\n' "$*"; }
note() { printf '   %s\n' "$*"; }
die() {
    printf '\n!! %s\n' "$*" >&2
    exit 2
}

# A Python of at least 3.11; $PYTHON names another one.
find_python() {
    local candidate
    for candidate in ${PYTHON:-} python3 python3.13 python3.12 python3.11 /usr/bin/python3; do
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    return 1
}

# system_packages WHAT=PACKAGE...: as root on Debian, install the packages of what is missing; otherwise
# name them.  WHAT is a program, perl:MODULE, or lib:SONAME.  Never fails: what needs a package says so itself.
system_packages() {
    local pair missing=()
    for pair in "$@"; do
        is_there "${pair%%=*}" || missing+=("${pair#*=}")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        note "missing on this system: ${missing[*]} (Debian: apt-get install ${missing[*]}); going on without"
        return 0
    fi
    note "installing system packages: ${missing[*]}"
    if ! (install_quietly "${missing[@]}") >"$log" 2>&1; then
        tail -n 20 "$log"
        note "could not install ${missing[*]}; going on without"
    fi
}

is_there() {
    case $1 in
        perl:*) perl -M"${1#perl:}" -e 1 2>/dev/null ;;
        lib:*) ldconfig -p 2>/dev/null | grep -qF "${1#lib:}" ;;
        *) command -v "$1" >/dev/null ;;
    esac
}

# Runs in a subshell: the trap below is its own.
install_quietly() {
    local policy=/usr/sbin/policy-rc.d
    export DEBIAN_FRONTEND=noninteractive
    # Installing must not start a service: a mail server on port 25 of this machine is nobody's wish here.
    if [ ! -e $policy ]; then
        trap 'rm -f /usr/sbin/policy-rc.d' EXIT
        printf '#!/bin/sh\nexit 101\n' >$policy
        chmod 755 $policy
    fi
    if [[ " $* " = *" postfix "* ]] && command -v debconf-set-selections >/dev/null; then
        # The programs without a configuration: there is nothing that could be started later either.
        echo 'postfix postfix/main_mailer_type select No configuration' | debconf-set-selections
    fi
    local install=(apt-get install --yes --no-install-recommends "$@")
    # The lists may be old or absent.
    "${install[@]}" || { apt-get update && "${install[@]}"; }
}

# make_environment EXTRA: .venv with the project and the extra's packages; "" for no extra.  Sets log, a
# file for the output of quiet steps, removed by a trap on EXIT: add to that trap, do not replace it.
make_environment() {
    local extra=$1 python stamp wanted
    log=$(mktemp)
    trap 'rm -f "$log"' EXIT
    cd "$root" || exit 2
    if [ ! -x "$venv/bin/python" ]; then
        python=$(find_python) || die "Python 3.11 or newer is needed; PYTHON=/path/to/python names one"
        say "making $venv with $("$python" --version)"
        if ! "$python" -m venv "$venv" >"$log" 2>&1; then
            rm -rf "$venv"
            # Debian keeps the module in a package of its own.
            system_packages no-such-program=python3-venv
            "$python" -m venv "$venv" || die "cannot make $venv"
        fi
    fi
    # What is installed depends on these files, the extra and the interpreter: one stamp for each extra.
    stamp=$venv/.skygw-${extra:-plain}
    wanted=$(cat setup.cfg pyproject.toml <("$venv/bin/python" --version) <(echo "$root") | cksum)
    if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
        say "installing skygw${extra:+ with what the ${extra}s need} (a minute or two, once)"
        # Plain editable installs hide twisted/plugins from twistd; mode "compat" shows it.
        if ! "$venv/bin/python" -m pip install --disable-pip-version-check --quiet \
            --config-settings editable_mode=compat --editable ".${extra:+[$extra]}" >"$log" 2>&1; then
            cat "$log"
            die "pip could not install the project"
        fi
        printf '%s\n' "$wanted" >"$stamp"
    fi
    export PATH="$venv/bin:$PATH" VIRTUAL_ENV="$venv"
}
