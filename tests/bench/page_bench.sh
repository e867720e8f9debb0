#!/bin/bash
# How fast is the consumer page, against nginx with a file of the same size, on the same cores in one run?
# Usage: page_bench.sh <bin folder> [seconds a round]. Needs wrk and nginx. Prints requests a second and ratios.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=$1 seconds=${2:-5}
. "$here/../support/server.sh"
work=$(mktemp -d)
start_server "$bin" "$work"
nginx_port=$(free_port)
end() {
  stop_server || true
  [ -f "$work/nginx.pid" ] && kill "$(cat "$work/nginx.pid")"
  rm -rf "$work"
}
trap end EXIT
"$bin/stocktrail" demo --server "$server_url" --data "$work/data" \
  --folder "$work/demo" --json > "$work/samples.json"
path=/p$(python3 -c "
import json
print(next(s['path'] for s in json.load(open('$work/samples.json'))['samples'] if s['kind'] == 'good'))")
mkdir "$work/www"
curl -fsS "$server_url$path" > "$work/www/page.html"
cat > "$work/nginx.conf" <<CONF
worker_processes 2;
pid $work/nginx.pid;
error_log $work/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  types { text/html html; }
  sendfile on;
  keepalive_requests 1000000;
  server { listen 127.0.0.1:$nginx_port; root $work/www; }
}
CONF
nginx -c "$work/nginx.conf"
sleep 0.5

rate() { wrk -t1 -c64 -d"${seconds}s" "$1" | awk '/Requests\/sec/ { print $2 } /Non-2xx/ { exit 1 }'; }
machine=$(lscpu | sed -n "s/^Model name: *//p")
echo "page of $(stat -c %s "$work/www/page.html") bytes, $(grep -o '<time' "$work/www/page.html" | wc -l) steps; wrk -t1 -c64, $seconds s a round"
echo "machine: $machine x $(nproc)"
for round in 1 2 3; do
  ours=$(rate "$server_url$path")
  theirs=$(rate "http://127.0.0.1:$nginx_port/page.html")
  echo "round $round: stocktraild $ours/s, nginx $theirs/s, ratio $(python3 -c "print(f'{$ours / $theirs:.2f}')")"
done
