# To be sourced. lacks "what": ends a test that cannot run for want of it: skipped (status 77), or failed where CI is set.
lacks() {
  echo "missing: $1"
  if [ -n "${CI:-}" ]; then exit 1; fi
  exit 77
}
