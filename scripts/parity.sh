#!/usr/bin/env bash
# The parity check of a user's CI, on the fixtures: load the files into the database that LSE_DATABASE_URL names, then
# compare. Exit code 0: the same. See docs/operations.md.
set -euo pipefail
cd "$(dirname "$0")/.."
export LSE_DATA_DIR=fixtures/tree

node bin/run.js db migrate
node bin/run.js db load
node bin/run.js report compare --report all --all-dates --all-projects
node bin/run.js db verify
