# Runs the shared server until no test has used it for a while.
# $1: the folder of the locks, $2: the server's own folder, $3: how many seconds; the rest: the server's command.
# Every test holds a shared lock on "users" for as long as its process lives.
locks=$1 folder=$2 limit=$3
shift 3
"$@" &
server=$!

is_unused() { flock --nonblock --exclusive "$locks/users" true; }

finish() {
    kill -TERM "$server" 2>/dev/null
    wait "$server"
    rm -rf "$folder"
    exit
}

unused=0
# Without their folder there are no locks, and no test finds the server.
while kill -0 "$server" 2>/dev/null && [ -d "$locks" ]; do
    sleep 1
    if is_unused; then unused=$((unused + 1)); else unused=0; fi
    # Behind the lock on starting no test can be told that the server is there.
    if [ "$unused" -ge "$limit" ]; then
        { flock 9 && is_unused && finish; } 9>>"$locks/start"
    fi
done
finish
