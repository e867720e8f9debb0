#!/bin/sh
# Installs what is missing, builds, and runs every test; ends with ctest's summary and its exit status.
# usage: tools/test.sh [--preset dev|debug|asan|tsan|fuzz] [ctest options, e.g. -R unit_crypto]
# STOCKTRAIL_TEST_DATA names the folder of third-party data, if it is not ../shared/data.
set -eu
cd "$(dirname "$0")/.."
preset=dev
if [ "${1:-}" = --preset ]; then
  preset=${2:?usage: tools/test.sh [--preset NAME] [ctest options]}
  shift 2
fi
jobs=$(nproc)

case $preset in fuzz) tools/setup.sh test fuzz ;; *) tools/setup.sh test ;; esac
cmake --preset "$preset" ${STOCKTRAIL_TEST_DATA:+"-DSTOCKTRAIL_TEST_DATA=$STOCKTRAIL_TEST_DATA"} >"/tmp/stocktrail-configure.$$" 2>&1 || {
  cat "/tmp/stocktrail-configure.$$" >&2
  rm -f "/tmp/stocktrail-configure.$$"
  exit 3
}
rm -f "/tmp/stocktrail-configure.$$"
cmake --build --preset "$preset" -- -j "$jobs"
exec ctest --preset "$preset" -j "$jobs" --no-tests=error "$@"
