#!/bin/bash
# Installs the locked npm libraries into a build folder and runs one of the scripts beside this file with them.
# Usage: run.sh <build folder> <script> [argument ...]. Exit status 77: skipped, with the reason.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../../support/lacks.sh"
folder=$1 script=$2
shift 2
for program in node npm; do
  command -v "$program" > /dev/null || lacks "the program $program"
done
major=$(node -p 'process.versions.node.split(".")[0]')
[ "$major" -ge 18 ] || lacks "node 18; here is $major"
mkdir -p "$folder"
if ! cmp -s "$here/package-lock.json" "$folder/installed-lock.json"; then
  cp "$here/package.json" "$here/package-lock.json" "$folder/"
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund > npm.log 2>&1) ||
    { cat "$folder/npm.log"; lacks "what npm ci installs; is the registry reachable?"; }
  cp "$here/package-lock.json" "$folder/installed-lock.json"
fi
cp "$here/$script" "$folder/"
exec node "$folder/$script" "$@"
