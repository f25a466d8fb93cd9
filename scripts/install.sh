#!/bin/sh
# Makes $VENV and installs the pinned dependencies of $LOCK and this checkout into it. Called by the Makefile.
#
# durable-rules is C code without prebuilt wheels, so it comes last and may fail: `govern` then decides with its
# direct engine, which gives the same answers, and this script says so in one line.
set -eu

VENV=${VENV:-.venv}
LOCK=${LOCK:-requirements.lock}
UV=${UV-uv}
wanted=${PYTHON:-}

say() { printf '%s\n' "govern: $*" >&2; }

fail() {
    say "$*"
    exit 1
}

works() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

# The default engine needs a Python below 3.13, so 3.12 and 3.11 come first.
pick() {
    for candidate in python3.12 python3.11 python3 python3.13 python3.14 python; do
        if works "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
}

have_uv() { [ -n "$UV" ] && command -v "$UV" >/dev/null 2>&1; }

release() { "$1" -c 'import sys; print(sys.version_info[:3])'; }

make_venv() {
    python=${wanted:-$(pick)}
    if [ -n "$wanted" ] && ! works "$wanted"; then
        fail "\`$wanted\` is not a Python of version 3.11 or later"
    fi
    if works "$VENV/bin/python"; then
        if [ -z "$wanted" ] || [ "$(release "$wanted")" = "$(release "$VENV/bin/python")" ]; then
            return
        fi
    fi
    rm -rf "$VENV"
    if have_uv; then
        "$UV" venv --quiet --python "${python:-3.12}" "$VENV" || fail "uv could not make $VENV"
    elif [ -z "$python" ]; then
        fail "no Python of version 3.11 or later was found: install one, or name it with PYTHON=..."
    else
        "$python" -m venv "$VENV" || fail "\`$python -m venv\` failed: install Python's venv module (Debian: python3-venv) or uv"
    fi
}

install() {
    if have_uv; then
        "$UV" pip install --quiet --python "$VENV/bin/python" "$@"
    else
        "$VENV/bin/python" -m pip install --quiet --quiet --disable-pip-version-check "$@"
    fi
}

imports_durable() { "$VENV/bin/python" -c 'import durable.engine' >/dev/null 2>&1; }

install_durable() {
    if ! "$VENV/bin/python" -c 'import sys; sys.exit(sys.version_info >= (3, 13))'; then
        say "durable-rules does not run on Python 3.13 or later: the direct engine decides, with the same answers"
        return
    fi
    pin=$(sed -n 's/^\(durable-rules==[^ ;]*\).*/\1/p' "$LOCK")
    log=$VENV/durable-rules.log
    if imports_durable || { install "$pin" >"$log" 2>&1 && imports_durable; }; then
        return
    fi
    say "durable-rules could not be built (why: $log): the direct engine decides, with the same answers"
}

make_venv
say "installing into $VENV ($("$VENV/bin/python" --version))"
grep -v '^durable-rules' "$LOCK" >"$VENV/requirements.txt"
install -r "$VENV/requirements.txt" || fail "the dependencies could not be installed"
install_durable
install --no-deps --no-build-isolation --editable . || fail "govern itself could not be installed"
