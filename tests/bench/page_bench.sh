#!/bin/bash
# How fast is the consumer page, against nginx with files of the same bytes, on the same cores in one run?
# Usage: page_bench.sh <bin folder> [seconds a round] [rounds]. Needs wrk, nginx and python3. Prints requests a second
# and ratios for a page of five steps: from the cache, the same compressed, and made anew for each request.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
bin=$1 seconds=${2:-3} rounds=${3:-3}
for program in wrk nginx python3 curl; do
  command -v "$program" > /dev/null || { echo "$program is not installed" >&2; exit 1; }
done
. "$here/../support/server.sh"
work=$(mktemp -d)
nginx_port=$(free_port)
start_server "$bin" "$work"
end() {
  stop_server || true
  if [ -f "$work/nginx.pid" ]; then kill "$(cat "$work/nginx.pid")"; fi
  rm -rf "$work"
}
trap end EXIT
"$bin/stocktrail" demo --server "$server_url" --data "$work/data" --folder "$work/demo" --json > "$work/samples.json"

# A lot of milk of the good sample has a short journey: the code with the fewest steps of five or more is taken.
path=$(python3 - "$server_url" "$work/samples.json" << 'PYTHON'
import json, re, sys, urllib.request
server, samples = sys.argv[1:]
def get(path):
    return urllib.request.urlopen(server + path).read().decode()
codes = set()
for sample in json.load(open(samples))["samples"]:
    codes.add(sample["path"])
    for step in json.loads(get("/trace?id=" + sample["path"]))["steps"]:
        codes.add(step["key"].removeprefix("https://id.gs1.org"))
steps = {}
for code in sorted(codes):
    try:
        steps["/p" + code] = get("/p" + code).count("<time")
    except urllib.error.HTTPError:
        pass
print(min((p for p in steps if steps[p] >= 5), key=lambda p: (steps[p], p)))
PYTHON
)
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

# The same code in another spelling is another page to the cache, so that each request misses it: every character of
# an identifier may be written as %XX.
cat > "$work/spellings.lua" <<'LUA'
local path, number = nil, 0
function request()
  path = path or wrk.path
  number = number + 1
  local bits, spelled = number, {}
  for i = 1, #path do
    local character = path:sub(i, i)
    local in_value = (i > 6 and i <= 20) or i > 24  -- Of /p/01/<14 digits>/10/<lot>.
    if in_value and character:match('%d') then
      if bits % 2 == 1 then character = string.format('%%%02X', character:byte()) end
      bits = math.floor(bits / 2)
    end
    spelled[i] = character
  end
  return wrk.format('GET', table.concat(spelled))
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
  anew=$(rate "$server_url$path" -s "$work/spellings.lua")
  echo "round $round, cached:     $(ratio "$cached" "$plain")"
  echo "round $round, compressed: $(ratio "$compressed" "$packed")"
  echo "round $round, made anew:  $(ratio "$anew" "$plain")"
done
