# Sourced by the scripts beside it: the cache folder, the folder of one mongod, and whether that one runs.

cache=${FP_TEST_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/fp/testbed}

# Sets `folder`, by default the one that is shared by everything that names none.
open_folder() {
    folder=${1:-$cache/mongo/shared}
    mkdir -p "$cache/mongo" "$folder"
    folder=$(cd "$folder" && pwd)
}

# Whether the process in the pid file is the mongod of this folder, and not another one that was given its id since.
is_alive() {
    local pid
    pid=$(cat "$folder/mongod.pid" 2>/dev/null) && [ -n "$pid" ] &&
        tr '\0' '\n' < "/proc/$pid/cmdline" 2>/dev/null | grep -qxF -- "$folder/data"
}

# Ends the mongod of this folder, with force when it takes over 30 seconds.
end() {
    local pid
    if is_alive; then
        pid=$(cat "$folder/mongod.pid")
        kill "$pid" 2>/dev/null || true
        for _ in $(seq 300); do is_alive || break; sleep 0.1; done
        if is_alive; then kill -9 "$pid" 2>/dev/null || true; fi
    fi
    rm -f "$folder/mongod.pid"
}

# Removes all that one mongod wrote, and what it was known by.
wipe() { rm -rf "$folder/data" "$folder/mongod.log" "$folder/keyfile" "$folder/password" "$folder/port"; }
