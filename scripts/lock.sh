#!/bin/sh
# Pins the dependencies for Python 3.11 and later: the newest allowed, and the oldest. Called by `make lock`.
set -eu

UV=${UV-uv}
if [ -z "$UV" ] || ! command -v "$UV" >/dev/null 2>&1; then
    "${VENV:-.venv}/bin/python" -m pip install --quiet --disable-pip-version-check uv
    UV=${VENV:-.venv}/bin/uv
fi

pin() {
    "$UV" pip compile --quiet --universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
        --custom-compile-command 'make lock' --group dev --upgrade "$@" pyproject.toml
}

pin --output-file requirements.lock
pin --resolution lowest-direct --output-file requirements.lowest.lock
