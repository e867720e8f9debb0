#!/bin/sh
# make_directory.sh PROGRAM TARGET: a golden data directory, made by PROGRAM (write_golden_directory), to TARGET, as an
# archive and the texts beside it. docs/testing.md, "The golden directory".
set -eu
program=$1 target=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$program" "$work"
mkdir -p "$target"
tar --create --xz --file "$target/directory.tar.xz" --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner \
    --directory "$work" data guard
cp "$work/expected.txt" "$work/proof.txt" "$work/log.vkey" "$target"
ls -l "$target"
