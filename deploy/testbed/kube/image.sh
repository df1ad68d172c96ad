#!/usr/bin/env bash
# image.sh FOLDER — the two images a node needs, without a registry and without an image builder:
#   registry.test/pause:1         the pod sandbox: one small static program
#   registry.test/fp-runner:test  what runner/Dockerfile describes, on Debian's Python
# Result: FOLDER/images/{pause,fp-runner}.tar. What is as it should be is not made again; the runner's own code always is.
# Needs: apt packages gcc libc6-dev debootstrap python3 python3-pip; PyPI.
set -euo pipefail
HERE=$(cd "$(dirname "$0")" && pwd); T=$(mkdir -p "$1" && cd "$1" && pwd); I=$T/images; RUNNER=$HERE/../../../runner
mkdir -p "$I" "$T/roots"
PY=/usr/bin/python3
if ! [ -s "$I/pause.tar" ]; then
  mkdir -p "$T/roots/pause"
  gcc -Os -static -s -o "$T/roots/pause/pause" "$HERE/pause.c"
  $PY "$HERE/mkimage.py" "$T/roots/pause" registry.test/pause:1 "$I/pause.tar" --entrypoint '["/pause"]'
fi
root=$T/roots/runner
if ! [ -e "$root.debootstrap-done" ]; then
  rm -rf "$root"
  mirror=$(awk '/^URIs:/{print $2; exit}' /etc/apt/sources.list.d/debian.sources 2>/dev/null || true)
  [ -n "$mirror" ] || mirror=$(awk '/^deb /{print $2; exit}' /etc/apt/sources.list)
  nice debootstrap --variant=minbase --include=python3,ca-certificates bookworm "$root" "$mirror"
  rm -rf "$root"/var/cache/apt/archives/*.deb "$root"/var/lib/apt/lists/* "$root"/usr/share/{doc,man,locale}/*
  touch "$root.debootstrap-done"
fi
packages=$(sha256sum < "$RUNNER/requirements.txt" | cut -c1-16)
if [ "$(cat "$root.packages" 2>/dev/null)" != "$packages" ]; then
  rm -rf "$root/venv"; mkdir -p "$root/venv"
  nice $PY -m pip install -q --disable-pip-version-check --no-compile --only-binary=:all: --require-hashes \
    --python-version 3.11 --implementation cp --target "$root/venv" -r "$RUNNER/requirements.txt"
  nice $PY -m compileall -q "$root/venv" || true
  echo "$packages" > "$root.packages"
fi
code=$(cat "$root.packages" <(cd "$RUNNER" && cat fp_runner/*.py) "$HERE/mkimage.py" | sha256sum | cut -c1-16)
if [ "$(cat "$root.code" 2>/dev/null)" != "$code" ] || ! [ -s "$I/fp-runner.tar" ]; then
  rm -rf "$root/opt/fp"; mkdir -p "$root/opt/fp"; cp -r "$RUNNER/fp_runner" "$root/opt/fp/"
  find "$root/opt/fp" -name __pycache__ -prune -exec rm -rf {} +
  $PY -m compileall -q "$root/opt/fp"
  $PY "$HERE/mkimage.py" "$root" registry.test/fp-runner:test "$I/fp-runner.tar" --entrypoint '["python3","-m","fp_runner"]' \
    --env PYTHONUNBUFFERED=1 --env PYTHONDONTWRITEBYTECODE=1 --env PYTHONPATH=/opt/fp:/venv --env LANG=C.UTF-8 --workdir /tmp --user 10001:10001
  echo "$code" > "$root.code"
fi
ls -la "$I"/*.tar
