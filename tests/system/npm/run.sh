#!/bin/bash
# Installs the locked npm libraries into a build folder and runs one of the scripts beside this file with them.
# Usage: run.sh <build folder> <script> [argument ...]. Exit status 77: skipped, with the reason.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
folder=$1 script=$2
shift 2
for program in node npm; do
  command -v "$program" > /dev/null || { echo "skipped: $program is not installed"; exit 77; }
done
major=$(node -p 'process.versions.node.split(".")[0]')
[ "$major" -ge 18 ] || { echo "skipped: node $major is older than 18"; exit 77; }
mkdir -p "$folder"
if ! cmp -s "$here/package-lock.json" "$folder/installed-lock.json"; then
  cp "$here/package.json" "$here/package-lock.json" "$folder/"
  (cd "$folder" && npm ci --ignore-scripts --no-audit --no-fund > npm.log 2>&1) ||
    { cat "$folder/npm.log"; echo "skipped: npm ci did not succeed; is the registry reachable?"; exit 77; }
  cp "$here/package-lock.json" "$folder/installed-lock.json"
fi
cp "$here/$script" "$folder/"
exec node "$folder/$script" "$@"
