# tests/support/server.sh: for shell tests, to be sourced. start_server BIN DIR [option ...] starts stocktraild with an
# empty ledger in DIR/data on a free loopback port and waits until it is ready; sets server_url and server_pid.
# stop_server ends it by its process id and gives its exit status; it is also done at exit.

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

start_server() {
  local bin=$1 dir=$2 port tries
  shift 2
  port=$(free_port)
  server_url=http://127.0.0.1:$port
  "$bin/stocktraild" --data "$dir/data" --guard "$dir/guard" --listen "127.0.0.1:$port" "$@" 2>> "$dir/server.log" &
  server_pid=$!
  trap stop_server EXIT
  for tries in $(seq 100); do
    curl -fsS -o /dev/null "$server_url/readyz" 2> /dev/null && return 0
    kill -0 "$server_pid" 2> /dev/null || break
    sleep 0.1
  done
  echo "the server did not become ready:" >&2
  tail -20 "$dir/server.log" >&2
  return 1
}

stop_server() {
  [ -n "${server_pid:-}" ] || return 0
  local pid=$server_pid
  server_pid=
  kill -TERM "$pid" 2> /dev/null || true
  wait "$pid"
}
