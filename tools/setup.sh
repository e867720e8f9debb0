#!/bin/sh
# Installs, by name, the Debian packages of tools/packages.txt that are missing. Quick when none is.
# usage: tools/setup.sh [test] [fuzz] [lint]      what is needed beside the build itself
set -eu
cd "$(dirname "$0")/.."
for purpose in "$@"; do
  case $purpose in test | fuzz | lint) ;; *) echo "usage: tools/setup.sh [test] [fuzz] [lint]" >&2; exit 2 ;; esac
done

wanted=$(sed 's/#.*//' tools/packages.txt | while read -r name words; do
  [ -n "$name" ] || continue
  skip=no
  for word in $words; do
    case $word in
      test | fuzz | lint) case " $* " in *" $word "*) ;; *) skip=yes ;; esac ;;
      command=*) if command -v "${word#command=}" >/dev/null 2>&1; then skip=yes; fi ;;
      *) echo "tools/packages.txt: unknown word '$word' after $name" >&2; exit 2 ;;
    esac
  done
  [ "$skip" = yes ] || echo "$name"
done)

installed=$(dpkg-query -W -f '${Status} ${Package}\n' 2>/dev/null | sed -n 's/^install ok installed //p')
missing=$(echo "$wanted" | while read -r name; do
  echo "$installed" | grep -qxF "$name" || echo "$name"
done)
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ]; then sudo=; elif command -v sudo >/dev/null 2>&1; then sudo=sudo; else
  echo "These packages are missing, and there is neither root nor sudo to install them:" $missing >&2
  exit 3
fi
echo "Installing Debian packages:" $missing >&2
$sudo apt-get update -q >&2
# A package in conflict with one that is here is an error to solve by hand, not a reason to remove that one.
$sudo env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-remove --no-install-recommends $missing >&2
