# Runs a test cluster until no test has used it for a minute. $1: its folder; the rest: the command of the server.
# Every test holds a shared lock on "users" while it has a database, and touches it when it gets one.
folder=$1
shift
"$@" &
server=$!
while kill -0 "$server" 2>/dev/null; do
    sleep 5
    [ -n "$(find "$folder/users" -mmin +0 2>/dev/null)" ] || continue
    # From here on nobody can be told that the cluster is there.
    exec 9>>"$folder/start"
    flock 9
    if flock --nonblock --exclusive "$folder/users" true && [ -n "$(find "$folder/users" -mmin +0)" ]; then
        kill -INT "$server"
        wait "$server"
        exit 0
    fi
    exec 9>&-
done
