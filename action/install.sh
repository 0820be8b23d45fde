#!/usr/bin/env bash
# Finds lse, or builds it in the action's own directory, and makes a directory for what the other steps find out.
set -euo pipefail

fail() {
  echo "::error::$1"
  exit 2
}

node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 17) ? 0 : 1)' ||
  fail "lse needs Node 20.17 or newer. Put actions/setup-node before this action."

program=${PARITY_PROGRAM:-}
if [[ -z $program ]]; then
  program=$PARITY_ACTION/bin/run.js
  if [[ ! -f $PARITY_ACTION/dist/bundle/lse.js ]]; then
    echo "::group::Build lse"
    (cd "$PARITY_ACTION" && npm ci --no-audit --no-fund && npm run build) || fail "lse cannot be built. See the log above."
    echo "::endgroup::"
  fi
fi
[[ -f $program ]] || fail "There is no lse at the path that the input 'program' names."

results=$(mktemp -d "${RUNNER_TEMP:-/tmp}/lse-parity.XXXXXX")
{
  echo "program=$program"
  echo "results=$results"
} >> "$GITHUB_OUTPUT"
