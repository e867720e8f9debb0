#!/bin/sh
# Runs clang-tidy, with the checks of .clang-tidy, over the product's sources or the files given. Slow: some seconds a file.
# usage: tools/lint.sh [file.cc ...]
set -eu
cd "$(dirname "$0")/.."
tools/setup.sh test fuzz lint
cmake --preset fuzz >/dev/null  # clang's own flags, so that it can read its command lines.
# Headers that the build makes (protobuf) must be there before they can be included.
cmake --build --preset fuzz --target stocktrail_record_proto >/dev/null
[ $# -gt 0 ] || set -- $(find crypto ledger api tools -name '*.cc' | sort)
printf '%s\n' "$@" | xargs -P "$(nproc)" -n 4 clang-tidy-19 --quiet -p build/fuzz
