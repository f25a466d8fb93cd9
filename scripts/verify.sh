#!/bin/sh
# Runs every test at full counts on each Python found, with the newest and with the oldest dependencies allowed.
# Called by `make verify`.
set -eu

export GOVERN_PROPERTY_EXAMPLES="${GOVERN_PROPERTY_EXAMPLES:-10000}"
export GOVERN_MUTANTS=all
export GOVERN_CASES=all
UV=${UV-uv}
summary=
failed=0

works() { "$1" -c "import sys; sys.exit(sys.version_info[:2] != ($(echo "$2" | tr . ,)))" >/dev/null 2>&1; }

find_python() {
    for candidate in "python$1" "$HOME"/.pyenv/versions/"$1".*/bin/python; do
        if works "$candidate" "$1"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    if [ -n "$UV" ] && command -v "$UV" >/dev/null 2>&1; then
        "$UV" python find "$1" 2>/dev/null || true
    fi
}

run() {
    name=$1 version=$2 lock=$3
    python=$(find_python "$version")
    if [ -z "$python" ]; then
        outcome='not run: no such Python was found'
    elif "${MAKE:-make}" test PYTHON="$python" VENV="build/verify-$name" LOCK="$lock" UV="$UV"; then
        outcome=passed
    else
        outcome=FAILED
        failed=1
    fi
    summary="$summary
  Python $version, $lock: $outcome"
}

run 3.11-lowest 3.11 requirements.lowest.lock
run 3.11 3.11 requirements.lock
run 3.12 3.12 requirements.lock
run 3.13 3.13 requirements.lock
printf 'verified with %s examples a property:%s\n' "$GOVERN_PROPERTY_EXAMPLES" "$summary"
exit "$failed"
