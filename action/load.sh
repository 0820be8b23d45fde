#!/usr/bin/env bash
# Makes the schema and loads the tree, unless that is unwanted.
. "$PARITY_ACTION/action/settings.sh"

if [[ $PARITY_LOAD != true ]]; then
  echo "The database is compared as it is."
  exit 0
fi
for step in migrate load; do
  lse db "$step"
  code=$?
  if [[ $code -ne 0 ]]; then
    {
      echo "## The database could not be filled"
      echo
      echo "\`lse db $step\` ended with $code, so nothing was compared."
      echo
      last_words
    } | tell
    exit 2
  fi
done
