#!/bin/bash
# Every part of chains_bench on a history of 4,000 events: no figures, only that it runs and that its samples hold.
# Usage: chains_small.sh <chains_bench>
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$1" record "$work/chains" 4000
"$1" load "$work/chains" "$work/data" --json
"$1" read "$work/chains" "$work/data" 20 --json
"$1" audit "$work/data" --json
"$1" sql "$work/chains" 4000 "$work/sql"
for table in events event_items inputs outputs containment releases postings balances; do
  grep -q "^COPY $table \|^INSERT INTO $table " "$work/sql/load-0.sql" || { echo "no rows for $table" >&2; exit 1; }
done
