#!/bin/bash
# Go's checksum-database code reads logs that our code wrote: log_interop.sh WRITE_LOG WORK_DIR
# Status 77 (skipped) where Go or its golang.org/x/mod is missing.
set -euo pipefail
write_log=$1
work=$2
here=$(cd "$(dirname "$0")" && pwd)
. "$here/../support/lacks.sh"

if ! command -v go >/dev/null; then
  lacks "the program go (Debian: golang-go)"
fi
if [ ! -d /usr/share/gocode/src/golang.org/x/mod/sumdb/tlog ]; then
  lacks "golang.org/x/mod (Debian: golang-golang-x-mod-dev)"
fi
mkdir -p "$work"
export GO111MODULE=off GOPATH=/usr/share/gocode GOCACHE=$work/go-cache GOFLAGS=
go build -o "$work/checklog" "$here/go/checklog.go"

for size in 0 1 255 256 257 70000; do
  rm -rf "$work/log"
  "$write_log" "$size" "$work/log"
  echo "size $size"
  "$work/checklog" -dir "$work/log" -sizes 1,2,255,256,257,65535,65536
done

# What a check is worth: each of these logs has one wrong byte, and must be refused.
for file in checkpoint vkey tile/0/000 tile/0/003.p/232 tile/1/000.p/3 tile/entries/002 tile/entries/003.p/232; do
  rm -rf "$work/log"
  "$write_log" 1000 "$work/log"
  python3 - "$work/log/$file" <<'PY'
import sys
path = sys.argv[1]
data = bytearray(open(path, "rb").read())
data[len(data) // 2] ^= 1
open(path, "wb").write(data)
PY
  if "$work/checklog" -dir "$work/log" >/dev/null 2>&1; then
    echo "a log with a wrong byte in $file was accepted"
    exit 1
  fi
done
rm -rf "$work/log"
echo "every damaged log was refused"
