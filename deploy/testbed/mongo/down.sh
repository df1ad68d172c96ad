#!/usr/bin/env bash
# down.sh [FOLDER] [--wipe]: ends the mongod that up.sh started there; --wipe removes its data as well.
set -euo pipefail
. "$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/common.sh"

wipe_data=
folder_argument=
for argument in "$@"; do
    case $argument in
        --wipe) wipe_data=yes ;;
        *) folder_argument=$argument ;;
    esac
done
open_folder "$folder_argument"

exec 8> "$folder/up.lock"
flock 8
end
if [ -n "$wipe_data" ]; then wipe; fi
