#!/usr/bin/env bash
# keep.sh FOLDER SECONDS: ends the mongod of a folder and removes its data once nobody held a lock on FOLDER/used for so long.
# Users hold a shared lock, which the system takes back however they end. One keeper a folder; more end at once.
set -euo pipefail
. "$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/common.sh"
open_folder "${1:?FOLDER}"
linger=${2:?SECONDS}

exec 7> "$folder/keep.lock"
flock -n 7 || exit 0
exec 6> "$folder/used"
idle=0
while [ "$idle" -lt "$linger" ]; do
    sleep 1
    if flock -n 6; then
        idle=$((idle + 1))
        flock -u 6
    else
        idle=0
    fi
    # The folder was removed, or somebody else ended the server for good.
    [ -s "$folder/port" ] || exit 0
done

# Nobody may begin to use it meanwhile: whoever waits for this lock finds it ended and starts another.
flock 6
exec 8> "$folder/up.lock"
flock 8
end
wipe
# In this order: whoever was waiting for "used" may start a keeper of its own.
exec 7>&-
