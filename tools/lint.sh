#!/bin/bash
# Runs clang-tidy, with the checks of .clang-tidy, over sources of the product. Slow: some seconds a file.
# usage: tools/lint.sh [--seconds N]                  all of them
#        tools/lint.sh [--seconds N] FILE.cc ...      these
#        tools/lint.sh [--seconds N] --since COMMIT   lines that differ from COMMIT; of a header, by one source that reads it
# After N seconds no file is begun, and those that are left are named; they are read in another order at each commit.
set -euo pipefail
cd "$(dirname "$0")/.."

sources() { find crypto ledger api tools -name '*.cc' | sort; }

changes() {
  git diff --name-only --diff-filter=d "$1" -- crypto ledger api tools
  git ls-files --others --exclude-standard -- crypto ledger api tools
}

# A header is checked with the source of its name, or the first that includes it.
sources_of_changes() {
  changes "$1" | while read -r file; do
    case $file in
      *.cc) echo "$file" ;;
      *.h)
        if [ -e "${file%.h}.cc" ]; then echo "${file%.h}.cc"; else
          grep -lrF --include='*.cc' "#include \"$file\"" crypto ledger api tools | sort | sed -n 1p || true
        fi
        ;;
    esac
  done | sort -u
}

# What clang-tidy may speak of: [{"name": FILE, "lines": [[FIRST, LAST], ...]}, ...].
lines_of_changes() {
  git diff -U0 --no-color --diff-filter=d "$1" -- crypto ledger api tools | python3 -c '
import json, re, sys
changed = {}
for line in sys.stdin:
    if line.startswith("+++ b/"): lines = changed.setdefault(line[6:].rstrip("\n"), [])
    hunk = re.match(r"@@ -\S+ \+(\d+)(?:,(\d+))? @@", line)
    if hunk and hunk[2] != "0": lines.append([int(hunk[1]), int(hunk[1]) + int(hunk[2] or 1) - 1])
new = [{"name": name} for name in sys.argv[1:]]
print(json.dumps(new + [{"name": name, "lines": lines} for name, lines in changed.items() if lines]))
' $(git ls-files --others --exclude-standard -- crypto ledger api tools)
}

seconds=1000000 only=
if [ "${1:-}" = --seconds ]; then
  seconds=${2:?tools/lint.sh --seconds N}
  shift 2
fi
case ${1:-} in
  --since)
    since=${2:?tools/lint.sh --since COMMIT}
    if git rev-parse -q --verify "$since^{commit}" >/dev/null; then
      files=$(sources_of_changes "$since")
      only=$(lines_of_changes "$since")
    else
      echo "There is no commit $since here to compare with: every source counts as changed."
      files=$(sources)
    fi
    ;;
  -*) sed -n '2,/^set /s/^# \{0,1\}//p' "$0" | sed '$d' >&2; exit 2 ;;
  '') files=$(sources) ;;
  *) files=$(printf '%s\n' "$@") ;;
esac
if [ -z "$files" ] || [ "$only" = '[]' ]; then
  echo "No source of the product has changed."
  exit 0
fi
tools/setup.sh test fuzz lint
cmake --preset fuzz >/dev/null  # clang's own flags, so that it can read its command lines.
cmake --build --preset fuzz --target stocktrail_generated >/dev/null

export only
left=$(mktemp)
trap 'rm -f "$left"' EXIT
status=0
echo "$files" | sort -R --random-source=<(yes "$(git rev-parse HEAD 2>/dev/null)") | xargs -P "$(nproc)" -n 1 bash -c '
  if [ "$(date +%s)" -ge "$0" ]; then echo "$2" >>"$1"; exit; fi
  exec clang-tidy-19 --quiet -p build/fuzz "--line-filter=$only" "$2"' \
  $(($(date +%s) + seconds)) "$left" || status=$?
if [ -s "$left" ]; then
  echo "$(wc -l <"$left") of $(echo "$files" | wc -l) sources were not read within $seconds seconds (tools/lint.sh FILE.cc ... reads them):"
  sort "$left"
fi
[ "$status" = 0 ] || exit "$status"
echo "clang-tidy has nothing to say of $(($(echo "$files" | wc -l) - $(wc -l <"$left"))) sources."
