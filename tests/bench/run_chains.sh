#!/bin/bash
# A ledger and PostgreSQL 15 with the same realistic chains, on this machine, in one run: what taking them in costs, what
# a trace, a closure and a position cost, and the ratios.
# Usage: run_chains.sh [events] [folder of chains_bench] [single|hundred]
# PostgreSQL is not needed to build or to test Stocktrail: it is installed here when it is missing (Debian, as root).
# Keeps nothing: all is below a scratch folder that is removed at the end (KEEP=folder: made there, and kept).
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
events=${1:-1000000} bin=${2:-$here/../../build/dev/bin} grouping=${3:-hundred}
bench=$(realpath "$bin/chains_bench")
[ -x "$bench" ] || { echo "build chains_bench first: $bench is missing" >&2; exit 1; }
postgres=/usr/lib/postgresql/15/bin
if [ ! -x "$postgres/initdb" ]; then
  echo "PostgreSQL 15 is missing: installing Debian's packages postgresql-15 and postgresql-contrib"
  apt-get install -y -q postgresql-15 postgresql-contrib > /dev/null
fi
for program in "$postgres/pgbench" python3; do
  command -v "$program" > /dev/null || { echo "$program is not installed" >&2; exit 1; }
done

work=${KEEP:-$(mktemp -d /tmp/chains-XXXXXX)}
mkdir -p "$work"
chmod 755 "$work"
server=""
end() {
  if [ -n "$server" ]; then run_as pg_ctl -D "$work/pg/data" -m fast -w stop > /dev/null || true; fi
  [ -n "${KEEP:-}" ] || rm -rf "$work"
}
trap end EXIT
# PostgreSQL does not run as root.
run_as() {
  local program=$postgres/$1
  shift
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$program" "$@"; else "$program" "$@"; fi
}

load_now() { cut -d' ' -f1-2 /proc/loadavg; }
echo "machine: $(lscpu | sed -n 's/^Model name: *//p') x $(nproc), $(free -g | awk '/Mem/ { print $2 }') GiB," \
  "$(lscpu | sed -n 's/^Hypervisor vendor: *//p') $(stat -f -c %T "$work"), $(uname -sr), $(. /etc/os-release; echo "$PRETTY_NAME")"
echo "tree: $(git -C "$here" describe --always --dirty 2> /dev/null || echo unknown), $(date -u +%Y-%m-%dT%H:%MZ)"
echo "$events events, $grouping; load of the last minutes before: $(load_now)"
if [ ! -s "$work/history" ]; then "$bench" record "$work/history" "$events" "$grouping"; fi

echo; echo "== Stocktrail"
rm -rf "$work/data" "$work/data.guard" "$work/data.api"
"$bench" load "$work/history" "$work/data" --json > "$work/load.json"
"$bench" read "$work/history" "$work/data" 1000 --json > "$work/read.json"
"$bench" audit "$work/data" --json > "$work/audit.json"

echo "== $("$postgres/postgres" --version)"
"$bench" sql "$work/history" "$events" "$work/sql" "$grouping"
mkdir -p "$work/pg"
[ "$(id -u)" != 0 ] || chown postgres "$work/pg"
run_as initdb -D "$work/pg/data" -A trust -E UTF8 --no-locale > /dev/null
cat >> "$work/pg/data/postgresql.conf" << CONF
listen_addresses = ''
unix_socket_directories = '$work/pg'
shared_buffers = 2GB
effective_cache_size = 8GB
work_mem = 64MB
maintenance_work_mem = 512MB
max_wal_size = 8GB
checkpoint_timeout = 15min
synchronous_commit = on
random_page_cost = 1.1
jit = off
CONF
run_as pg_ctl -D "$work/pg/data" -l "$work/pg/log" -w start > /dev/null
server=running
export PGHOST=$work/pg PGUSER=${PGUSER:-$([ "$(id -u)" = 0 ] && echo postgres || id -un)} PGDATABASE=postgres
sql() { "$postgres/psql" -q -v ON_ERROR_STOP=1 "$@"; }
sql -f "$here/postgres/schema.sql"
begun=$(date +%s.%N)
sql -f "$work/sql/load-0.sql" & first=$!
sql -f "$work/sql/load-1.sql"
wait "$first"
ended=$(date +%s.%N)
sql -f "$work/sql/samples.sql"

count() { sql -At -c "SELECT count(*) FROM $1"; }
traces=$(count trace_samples) closures=$(count closure_samples)
ask() {
  local name=$1 rounds=$2
  rm -f "$work/pg/$name".*
  (cd "$work/pg" && "$postgres/pgbench" -n -M prepared -c 1 -t "$rounds" -D "trace_samples=$traces" \
    -D "closure_samples=$closures" -l --log-prefix="$work/$name.times" -f "$here/postgres/$name.sql" > "$work/$name.out")
}
ask trace 2000
ask closure 60
ask position 2000

echo "load of the last minutes after: $(load_now)"
python3 - "$work" "$events" "$begun" "$ended" << 'PYTHON'
import glob, json, sys
work, events, begun, ended = sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4])
load, read, audit = (json.load(open(f"{work}/{name}.json")) for name in ("load", "read", "audit"))
marks = load["load"]
print(f"\ntaking in: events/s, processor time and memory as the log grows\n{'events':>12} {'events/s':>10} {'CPU us':>8} {'peak MB':>8}")
before = {"events": 0, "millis": 0, "cpu_millis": 0}
for mark in marks:
    count, millis = mark["events"] - before["events"], mark["millis"] - before["millis"]
    if count < events / 40 or millis < 10:  # The last one: what was in flight.
        continue
    print(f"{mark['events']:12} {count * 1000 / millis:10.0f} {(mark['cpu_millis'] - before['cpu_millis']) * 1000 / count:8.1f} {mark['peak_bytes'] >> 20:8}")
    before = mark

def ours(name, part="median_nanos"):
    return read["read"][name][part] / 1000

def theirs(name):
    times = sorted(int(line.split()[2]) for file in glob.glob(f"{work}/{name}.times.*") for line in open(file))
    return times[len(times) // 2], times[len(times) * 99 // 100]

last = marks[-1]
micros, cpu = last["millis"] * 1000 / events, last["cpu_millis"] * 1000 / events
pg = (ended - begun) * 1e6 / events
print(f"\n{'':36}{'Stocktrail':>36}{'PostgreSQL':>24}{'ratio':>8}")
print(f"{'':36}{'median us':>12}{'p99':>12}{'CPU, mean':>12}{'median us':>12}{'p99':>12}")
for title, name, their in (("backward trace", "backward trace", "trace"), ("the same, GET /trace, anyone", "GET /trace, anyone", "trace"),
                           ("the same, GET /trace, auditor", "GET /trace, auditor", "trace"),
                           ("forward closure", "forward closure", "closure"), ("the same, GET /trace", "GET /trace, closure", "closure"),
                           ("position", "position", "position"), ("the same, GET /inventory/positions", "GET /inventory/positions", "position"),
                           ("page, made anew", "page, made anew", ""), ("page, kept", "page, kept", ""), ("proof", "proof", ""),
                           ("GET /proof", "GET /proof", "")):
    line = f"{title:36}{ours(name):12.0f}{ours(name, 'p99_nanos'):12.0f}{ours(name, 'cpu_nanos'):12.0f}"
    if their:
        median, most = theirs(their)
        line += f"{median:12.0f}{most:12.0f}{ours(name) / median:8.2f}"
    print(line)
print("processor time is that of client and server together; a trace over HTTP also gives the events themselves")
audited = audit["audit"]
print(f"\ntaking in: {micros:.1f} us an event, {cpu:.1f} of processor time (signed, verified, folded, synced);"
      f" PostgreSQL {pg:.1f} (rows alone: no signature); ratio {micros / pg:.2f}")
print(f"audit: {audited['micros']:.1f} us an event, {audited['cpu_micros']:.1f} of processor time;"
      f" ratio to taking in {audited['micros'] / micros:.2f}, {audited['cpu_micros'] / cpu:.2f} by processor time")
print(f"peak memory: taking in {last['peak_bytes'] >> 20} MB, reading {read['peak_bytes'] >> 20} MB, audit {audited['peak_bytes'] >> 20} MB;"
      f" on disk {load['disk_bytes'] / events:.0f} bytes an event")
PYTHON
