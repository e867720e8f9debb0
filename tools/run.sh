#!/bin/sh
# Installs what is missing, builds, starts the server in the foreground, loads the sample chain and says what to try.
# Ctrl-C stops it; the data stays and the next call goes on with it.
# usage: tools/run.sh [--listen HOST:PORT] [--data DIR] [--empty] [-- options of stocktraild]
#   --listen   address and port (default 127.0.0.1:8080)
#   --data     data directory (default .stocktrail/data in the source tree); the guard lies beside it, where a copy or a
#              snapshot would catch both: good for a try, not for a log that counts (docs/operations.md, "Backup")
#   --empty    do not load the sample chain
set -eu
cd "$(dirname "$0")/.."

listen=127.0.0.1:8080
data=.stocktrail/data
sample=yes
while [ $# -gt 0 ]; do
  case $1 in
    --listen) listen=${2:?--listen needs HOST:PORT}; shift 2 ;;
    --data) data=${2:?--data needs a directory}; shift 2 ;;
    --empty) sample=no; shift ;;
    --) shift; break ;;
    -h | --help) sed -n '2,/^set /s/^# \{0,1\}//p' "$0"; exit 0 ;;
    *) echo "tools/run.sh: unknown option $1 (see --help)" >&2; exit 2 ;;
  esac
done

tools/setup.sh
mkdir -p "$(dirname "$data")"
export STOCKTRAILD_GUARD=${STOCKTRAILD_GUARD:-$data.guard}
log=$(dirname "$data")/build.log
if ! { cmake --preset release && cmake --build --preset release --target stocktraild stocktrail -- -j "$(nproc)"; } >"$log" 2>&1; then
  tail -n 40 "$log" >&2
  echo "tools/run.sh: the build failed; all of it is in $log" >&2
  exit 3
fi
bin=build/release/bin

host=${listen%:*}
port=${listen##*:}
case $host in '' | 0.0.0.0) host=$(hostname -I 2>/dev/null | cut -d' ' -f1); host=${host:-127.0.0.1} ;; '[::]') host='[::1]' ;; esac
address=http://$host:$port

if curl -s -o /dev/null --max-time 2 "$address/readyz"; then
  echo "tools/run.sh: something serves $address already; stop it, or choose another address with --listen" >&2
  exit 3
fi
"$bin/stocktraild" --listen "$listen" --data "$data" "$@" &
server=$!
trap 'kill "$server" 2>/dev/null || true; wait "$server" 2>/dev/null; exit 0' INT TERM

waited=0
until curl -fsS -o /dev/null "$address/readyz" 2>/dev/null; do
  if ! kill -0 "$server" 2>/dev/null; then
    wait "$server" && status=0 || status=$?
    echo "tools/run.sh: the server ended with status $status" >&2
    exit "$status"
  fi
  waited=$((waited + 1))
  if [ "$waited" -gt 300 ]; then
    echo "tools/run.sh: no answer from $address for a minute" >&2
    kill "$server"
    exit 3
  fi
  sleep 0.2
done

if [ "$sample" = yes ]; then
  "$bin/stocktrail" demo --server "$address" --data "$data" --folder "$data.demo" --program "$bin/stocktrail" || {
    status=$?
    kill "$server"
    wait "$server" || true
    exit "$status"
  }
fi
echo
echo "Stocktrail serves $address (data in $data). Ctrl-C stops it."
wait "$server"
