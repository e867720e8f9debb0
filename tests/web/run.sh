#!/bin/bash
# Serves the sample chain and opens its pages in Chromium. Usage: run.sh <bin folder> <build folder>.
# Pictures end in <build folder>/shots. Exit status 77: skipped, with the reason.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../support/lacks.sh"
bin=$1 folder=$2
for program in node npm chromium curl; do
  command -v "$program" > /dev/null || lacks "the program $program"
done
mkdir -p "$folder/shots"
if ! cmp -s "$here/package-lock.json" "$folder/installed-lock.json"; then
  cp "$here/package.json" "$here/package-lock.json" "$folder/"
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund > npm.log 2>&1) ||
    { cat "$folder/npm.log"; lacks "what npm ci installs; is the registry reachable?"; }
  cp "$here/package-lock.json" "$folder/installed-lock.json"
fi
cp "$here/page.test.mjs" "$folder/"

. "$here/../support/server.sh"
work=$(mktemp -d)
start_server "$bin" "$work"
trap 'stop_server; rm -rf "$work"' EXIT
"$bin/stocktrail" demo --server "$server_url" --data "$work/data" \
  --folder "$work/demo" --json > "$work/samples.json"
sample() { node -p "JSON.parse(fs.readFileSync('$work/samples.json')).samples.find((s) => s.kind === '$1').path"; }
cd "$folder"
STOCKTRAIL_URL=$server_url STOCKTRAIL_GOOD=$(sample good) STOCKTRAIL_RECALLED=$(sample recalled) STOCKTRAIL_ITEM=$(sample item) \
  STOCKTRAIL_SHOTS=$folder/shots node --test --test-reporter=spec page.test.mjs
