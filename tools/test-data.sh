#!/bin/bash
# Third-party test data: where each set is from, whether it is as it should be, and how to get it. It is no part of the
# project: each set keeps its own licence, beside its files.
# usage: tools/test-data.sh list
#        tools/test-data.sh check [DIRECTORY]   exit status 1 if a set is missing or other than its digest says
#        tools/test-data.sh get [DIRECTORY]     clones what is missing (git, python3), then checks
# DIRECTORY is ../shared/data unless given, as is the CMake variable STOCKTRAIL_TEST_DATA.
set -euo pipefail

usage() { sed -n '2,/^set /s/^# \{0,1\}//p' "$0" | sed '$d'; }

# name, repository, commit, licence, digest of the set (see digest_of)
sets() {
  cat <<'END'
ed25519     https://github.com/C2SP/CCTV                                  1e3d2860d46e94e777e1b17c7a6f2436387e3ecc  BSD-3-Clause        3c5f7a10c7e4f8acc2e2b8822505a0611d4453787a40f5ef5e1927d6e78c29c5
epcis       https://github.com/openepcis/openepcis-test-resources         901e5d392f1f332b9e28e6d2d60111c2112630dc  Apache-2.0          71c47d756c915abc5d55a616566e008cf18ca3382905f1756659d9160e63c6fd
epcis-api   https://github.com/gs1/EPCIS                                  2b888befbc071e1c2d388e027b30149b3f51dcef  Apache-2.0          381f7b067d2ce75cc63ee455626b39fa0814158dd5abb63a9e87f58eb90eec8a
epcis-hash  https://github.com/RalphTro/epcis-event-hash-generator        5d2f1c389a1599af40fe1b530b62e0ca59ab818f  MIT                 05aa9e1077e7a56b45b6136812104e8e65fcf4acccec20c341730df0b85c5952
gs1         https://github.com/gs1/gs1-syntax-dictionary                  ff2eb4bfc8f647aa3244626bdb875165d067a3e6  Apache-2.0          fd72f29cb01feb7d24202b3ba536c40116aba9219af40a6014920c50f7659498
gs1-link    https://github.com/gs1/gs1-digital-link-uri-simple-parser     76286b9de3b04c99a105b9fc74d3b2804c71c020  Apache-2.0          fa390fc95b11dc7e314a723813bb191d3ff9d141ad7392941eae9d838392f6d5
merkle      https://github.com/transparency-dev/merkle                    417fb0c314750d94e53942e9f92e79b6d35915db  Apache-2.0          aa8d45ef0a8f0a7415f61ceb0e62dc310b41789b075940fa5e1625bc52a3749d
retail      https://github.com/databricks/Spark-The-Definitive-Guide      4ba5601eb9b9aed1d01ab79775e3af228216ff6f  CC-BY-4.0 (data)    9adddadb1a2bf3e256f58bdb51a45efba7b6dfdab2ff5b63142af748020ea74c
END
}

# The files of a set in the data directory; not all of its repository.
files_of() {
  case $1 in
    ed25519 | epcis-hash | merkle | retail) echo "$1" ;;
    epcis) printf '%s\n' epcis/1.2 epcis/2.0 epcis/LICENSE ;;
    epcis-api) echo epcis/openapi.json ;;
    gs1) printf '%s\n' gs1/gs1-syntax-dictionary.txt gs1/LICENSE ;;
    gs1-link) echo gs1/digital-link-vectors.json ;;
  esac
}

# take SOURCE [PLACE]: a file or folder of the cloned commit, to its place in the data directory.
take() {
  mkdir -p "$data/$(dirname "${2:-$1}")"
  git -C "$clone" archive "$commit" "$1" | tar -x -C "$work"
  cp -RT "$work/$1" "$data/${2:-$1}"
}

get_ed25519() { take ed25519/ed25519vectors.json ed25519/cctv.json; take ed25519/LICENSE; }
get_epcis() {
  take core/src/main/resources/1.2 epcis/1.2
  take core/src/main/resources/2.0 epcis/2.0
  take LICENSE epcis/LICENSE
}
get_epcis-api() { take "REST Bindings/openapi.json" epcis/openapi.json; }
get_epcis-hash() {
  take LICENSE epcis-hash/LICENSE
  take tests/examples epcis-hash/examples
  take tests/expected_equal epcis-hash/expected_equal
  # The set is a selection: these stay out of it.
  (cd "$data/epcis-hash/examples" && rm -f CertificationInfoAndSensorReportWithCRS.* SensorDataExamples.* epcisDocWithAllGS1Keys.* \
    epcisDocWithCustomSchemaInContext.* epcisDocWithTransformationEventWithMultipleExtensions.* epcisDocWithVariousEventTypes.* \
    epclist_normalisation.* persistentDisposition.* ralfsChaosExample.*)
  (cd "$data/epcis-hash/expected_equal" && rm -f differentRepresentationsOf*.xml)
}
get_gs1() { take gs1-syntax-dictionary.txt gs1/gs1-syntax-dictionary.txt; take LICENSE gs1/LICENSE; }
get_gs1-link() {  # The cases of its own test, as JSON.
  take gs1dlparser.c gs1/gs1dlparser.c
  python3 - "$data/gs1/gs1dlparser.c" >"$data/gs1/digital-link-vectors.json" <<'PY'
import json, re, sys
source = re.sub(r"^\s*//.*$", "", open(sys.argv[1], encoding="utf-8").read(), flags=re.M)
cases = []
for call in re.finditer(r'test_parseDLuri\(ctx, (true|false),((?:\s|//[^\n]*|"(?:\\.|[^"\\])*"|,)*)\);', source):
    texts = [json.loads(text) for text in re.findall(r'//[^\n]*|("(?:\\.|[^"\\])*")', call[2]) if text]
    case = {"uri": texts[0], "valid": call[1] == "true"}
    cases.append(case | ({"bracketed": texts[3]} if case["valid"] else {}))
print(json.dumps(cases, indent=1, ensure_ascii=False), end="")
PY
  rm "$data/gs1/gs1dlparser.c"
}
get_merkle() { take LICENSE merkle/LICENSE; take testdata merkle; }
get_retail() {
  for day in 2010-12-{01,02,03,05,06,07,08,09,10,12,13,14,15,16,17,19,20,21,22,23} 2011-01-{04,05,06,07}; do
    take "data/retail-data/by-day/$day.csv" "retail/$day.csv"
  done
  take license.md retail/LICENSE.md
}

# SHA-256 over the sha256sum lines of all files, sorted by name.
digest_of() {
  for path in $(files_of "$1"); do [ -e "$data/$path" ] || return 0; done
  (cd "$data" && files_of "$1" | tr '\n' '\0' | xargs -0 -I{} find {} -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum) | sha256sum | cut -d' ' -f1
}

get() {  # What of set $name is not there; into $data.
  clone=$work/$name.git
  git init -q --bare "$clone"
  git -C "$clone" remote add origin "$repository"
  git -C "$clone" config remote.origin.promisor true  # Only the files that are taken are fetched.
  git -C "$clone" config remote.origin.partialclonefilter blob:none
  git -C "$clone" fetch -q --depth 1 --filter=blob:none origin "$commit"
  "get_$name"
}

action=${1:-}
data=${2:-$(dirname "$0")/../../shared/data}
case $action in
  list) sets; exit ;;
  check | get) ;;
  *) usage >&2; exit 2 ;;
esac
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
status=0
while read -r name repository commit licence; do
  wanted=${licence##* }
  digest=$(digest_of "$name")
  if [ "$action" = get ] && [ -z "$digest" ]; then
    echo "$name: $repository at $commit"
    get
    digest=$(digest_of "$name")
  fi
  case $digest in
    "$wanted") echo "$name: as it should be" ;;
    '') echo "$name: missing; tools/test-data.sh get $data"; status=1 ;;
    *) echo "$name: other than expected: sha256 $digest, not $wanted"; status=1 ;;
  esac
done < <(sets)
exit $status
