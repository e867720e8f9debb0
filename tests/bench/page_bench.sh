#!/bin/bash
# How fast is the consumer page, against nginx with files of the same bytes, on the same cores in one run?
# Usage: page_bench.sh <bin folder> [seconds a round] [rounds] [events]. Needs wrk, nginx, python3, curl, and chains_bench in
# the bin folder. Fills a ledger with realistic chains, and prints requests a second and ratios for a page of a typical
# journey: from the cache, the same compressed, and pages of thousands of codes in turn, so that each is made anew.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=$1 seconds=${2:-3} rounds=${3:-3} events=${4:-300000}
for program in wrk nginx python3 curl; do
  command -v "$program" > /dev/null || { echo "$program is not installed" >&2; exit 1; }
done
. "$here/../support/server.sh"
work=$(mktemp -d)
nginx_port=$(free_port)
end() {
  stop_server || true
  if [ -f "$work/nginx.pid" ]; then kill "$(cat "$work/nginx.pid")"; fi
  rm -rf "$work"
}
trap end EXIT
"$bin/chains_bench" record "$work/history" "$events"
"$bin/chains_bench" load "$work/history" "$work/data" --json > "$work/load.json"
start_server "$bin" "$work"
trap end EXIT

# Typical journeys have some 17 events. More codes than the server keeps pages.
awk '$1 == "trace" { sub("https://[^/]*", "/p", $2); print $2 }' "$work/history.samples" > "$work/codes"
path=$(awk '$1 == "trace" && $3 == 17 { sub("https://[^/]*", "/p", $2); print $2; exit }' "$work/history.samples")
[ "$(wc -l < "$work/codes")" -gt 1500 ] || { echo "too few codes: take more events" >&2; exit 1; }
mkdir "$work/www"
curl -fsS "$server_url$path" > "$work/www/page.html"
curl -fsS -H 'Accept-Encoding: gzip' "$server_url$path" > "$work/www/page.html.gz"
as_user=$([ "$(id -u)" != 0 ] || echo "user root;")  # Else its workers may not read the scratch folder.
cat > "$work/nginx.conf" <<CONF
$as_user
worker_processes 2;
pid $work/nginx.pid;
error_log $work/error.log;
events { worker_connections 1024; }
http {
  access_log off;
  types { text/html html; }
  sendfile on;
  open_file_cache max=16;
  keepalive_requests 1000000;
  gzip_static on;
  server { listen 127.0.0.1:$nginx_port; root $work/www; }
}
CONF
nginx -e "$work/error.log" -c "$work/nginx.conf"

# Each request is for the next code: the page of none of them is kept until its turn comes again.
cat > "$work/codes.lua" <<LUA
local paths, number = {}, 0
for path in io.lines('$work/codes') do paths[#paths + 1] = path end
function request()
  number = number % #paths + 1
  return wrk.format('GET', paths[number])
end
LUA

rate() {
  local url=$1
  shift
  wrk -t1 -c64 -d"${seconds}s" "$@" "$url" > "$work/wrk.txt"
  ! grep -q 'Non-2xx\|Socket errors' "$work/wrk.txt" || { cat "$work/wrk.txt" >&2; return 1; }
  awk '/Requests\/sec/ { print $2 }' "$work/wrk.txt"
}
ratio() { python3 -c "print(f'{$1:.0f}/s, nginx {$2:.0f}/s, ratio {$1 / $2:.2f}')"; }

echo "page of $(stat -c %s "$work/www/page.html") bytes, $(stat -c %s "$work/www/page.html.gz") compressed," \
  "$(grep -o '<time' "$work/www/page.html" | wc -l) steps; wrk -t1 -c64, $seconds s a run"
echo "machine: $(lscpu | sed -n 's/^Model name: *//p') x $(nproc), load $(cut -d' ' -f1 /proc/loadavg)"
gzip='Accept-Encoding: gzip'
for round in $(seq "$rounds"); do
  plain=$(rate "http://127.0.0.1:$nginx_port/page.html")
  packed=$(rate "http://127.0.0.1:$nginx_port/page.html" -H "$gzip")
  cached=$(rate "$server_url$path")
  compressed=$(rate "$server_url$path" -H "$gzip")
  anew=$(rate "$server_url$path" -s "$work/codes.lua")
  echo "round $round, cached:     $(ratio "$cached" "$plain")"
  echo "round $round, compressed: $(ratio "$compressed" "$packed")"
  echo "round $round, made anew:  $(ratio "$anew" "$plain")"
done
