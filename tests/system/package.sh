#!/bin/bash
# The installed CMake package is all that an auditor's program needs: package.sh BUILD_DIR WORK_DIR CONFIG CXX CXX_FLAGS
set -euo pipefail
build=$1 work=$2 config=$3 cxx=$4 flags=$5
here=$(cd "$(dirname "$0")" && pwd)
golden=$here/../golden/log

rm -rf "$work"
cmake --install "$build" --component crypto --prefix "$work/prefix" --config "$config" >/dev/null
cmake -S "$here/auditor" -B "$work/build" -DCMAKE_PREFIX_PATH="$work/prefix" -DCMAKE_BUILD_TYPE="$config" \
  -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_CXX_FLAGS="$flags" >/dev/null
cmake --build "$work/build"

if grep -rlE '^#include <(sodium|openssl|simdjson)' "$work/prefix/include"; then
  echo "an installed header needs an outside library"
  exit 1
fi
vkey=$(cat "$golden/vkey")
entry=$(printf 'entry 257' | sha256sum | cut -d' ' -f1)
other=$(printf 'entry 258' | sha256sum | cut -d' ' -f1)
"$work/build/auditor" "$vkey" "$golden/257-of-300.tlog-proof" "$entry"
status=0
"$work/build/auditor" "$vkey" "$golden/257-of-300.tlog-proof" "$other" || status=$?
[ "$status" = 1 ] || { echo "another entry gave status $status"; exit 1; }
