#!/bin/bash
# Reservations a second, durable, in a ledger (signed, verified, judged, logged) and in PostgreSQL 15 (row locks, no
# signature), on this machine, in one run, in turns; the ratio.
# Usage: run_reservations.sh [orders] [lines of an order] [folder of reserve_bench]
# PostgreSQL is not needed to build or to test Stocktrail: it is installed here when it is missing (Debian, as root).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
orders=${1:-20000} lines=${2:-5} bin=${3:-$here/../../build/dev/bin}
clients=16 rounds=3
bench=$(realpath "$bin/reserve_bench")
[ -x "$bench" ] || { echo "build reserve_bench first: $bench is missing" >&2; exit 1; }
postgres=/usr/lib/postgresql/15/bin
if [ ! -x "$postgres/initdb" ]; then
  echo "PostgreSQL 15 is missing: installing Debian's packages postgresql-15 and postgresql-contrib"
  apt-get install -y -q postgresql-15 postgresql-contrib > /dev/null
fi
work=$(mktemp -d /tmp/reservations-XXXXXX)
chmod 755 "$work"
server=""
end() {
  if [ -n "$server" ]; then run_as pg_ctl -D "$work/pg/data" -m fast -w stop > /dev/null || true; fi
  rm -rf "$work"
}
trap end EXIT
# PostgreSQL does not run as root.
run_as() {
  local program=$postgres/$1
  shift
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$program" "$@"; else "$program" "$@"; fi
}
load_now() { cut -d' ' -f1-2 /proc/loadavg; }
echo "machine: $(lscpu | sed -n 's/^Model name: *//p') x $(nproc), $(stat -f -c %T "$work"), $(uname -sr)"
echo "tree: $(git -C "$here" describe --always --dirty 2> /dev/null || echo unknown), $(date -u +%Y-%m-%dT%H:%MZ)"
echo "$orders orders of $lines lines, 2,000 shelves; load of the last minutes before: $(load_now)"

mkdir -p "$work/pg"
[ "$(id -u)" != 0 ] || chown postgres "$work/pg"
run_as initdb -D "$work/pg/data" -A trust -E UTF8 --no-locale > /dev/null
cat >> "$work/pg/data/postgresql.conf" << CONF
listen_addresses = ''
unix_socket_directories = '$work/pg'
shared_buffers = 2GB
max_wal_size = 8GB
checkpoint_timeout = 15min
synchronous_commit = on
jit = off
CONF
run_as pg_ctl -D "$work/pg/data" -l "$work/pg/log" -w start > /dev/null
server=running
export PGHOST=$work/pg PGUSER=${PGUSER:-$([ "$(id -u)" = 0 ] && echo postgres || id -un)} PGDATABASE=postgres
"$postgres/psql" -q -v ON_ERROR_STOP=1 -f "$here/postgres/reservations.sql"
{
  echo '\set place random(1, 8)'
  products="" quantities=""
  for n in $(seq "$lines"); do
    printf '\\set p%d random(1, 250)\n\\set q%d random(1, 3)\n' "$n" "$n"
    products+="${products:+, }:p$n" quantities+="${quantities:+, }:q$n"
  done
  echo "SELECT reserve(:place, ARRAY[$products]::integer[], ARRAY[$quantities]::bigint[]);"
} > "$work/reserve.sql"

: > "$work/ours"; : > "$work/theirs"
for _ in $(seq $rounds); do
  "$bench" "$orders" "$lines" --json >> "$work/ours"
  (cd "$work/pg" && "$postgres/pgbench" -n -M prepared -c $clients -j 2 -t $((orders / clients)) -f "$work/reserve.sql") |
    sed -n 's/^tps = \([0-9.]*\).*/\1/p' >> "$work/theirs"
done
echo "load of the last minutes after: $(load_now)"
python3 - "$work" "$lines" << 'PYTHON'
import json, statistics, sys
work, lines = sys.argv[1], int(sys.argv[2])
ours = [json.loads(line)["lines_per_second"] for line in open(f"{work}/ours")]
theirs = [float(line) * lines for line in open(f"{work}/theirs")]
print("lines/s, Stocktrail: ", *(f"{rate:,.0f}" for rate in ours))
print("lines/s, PostgreSQL: ", *(f"{rate:,.0f}" for rate in theirs))
print(f"medians: {statistics.median(ours):,.0f} and {statistics.median(theirs):,.0f}, ratio {statistics.median(ours) / statistics.median(theirs):.2f}")
PYTHON
