#!/bin/bash
# Runs clang-tidy, with the checks of .clang-tidy, over sources of the product. Slow: some seconds a file.
# usage: tools/lint.sh                  all of them
#        tools/lint.sh FILE.cc ...      these
#        tools/lint.sh --since COMMIT   those that differ from COMMIT; for a header, one source that reads it
set -euo pipefail
cd "$(dirname "$0")/.."

sources() { find crypto ledger api tools -name '*.cc' | sort; }

# A header is checked with the source of its name, or the first that includes it.
sources_of_changes() {
  git diff --name-only --diff-filter=d "$1" -- crypto ledger api tools | while read -r file; do
    case $file in
      *.cc) echo "$file" ;;
      *.h)
        if [ -e "${file%.h}.cc" ]; then echo "${file%.h}.cc"; else grep -lrF --include='*.cc' "#include \"$file\"" crypto ledger api tools | sort | head -n 1; fi
        ;;
    esac
  done | sort -u
}

case ${1:-} in
  --since) files=$(sources_of_changes "${2:?tools/lint.sh --since COMMIT}") ;;
  -*) sed -n '2,/^set /s/^# \{0,1\}//p' "$0" | sed '$d' >&2; exit 2 ;;
  '') files=$(sources) ;;
  *) files=$(printf '%s\n' "$@") ;;
esac
if [ -z "$files" ]; then
  echo "No source of the product has changed."
  exit 0
fi
tools/setup.sh test fuzz lint
cmake --preset fuzz >/dev/null  # clang's own flags, so that it can read its command lines.
cmake --build --preset fuzz --target stocktrail_generated >/dev/null
echo "$files" | xargs -P "$(nproc)" -n 1 clang-tidy-19 --quiet -p build/fuzz
echo "clang-tidy has nothing to say of $(echo "$files" | wc -l) sources."
