#!/usr/bin/env bash
# Asks the gate of a project, if one is named, and adds its answer to the summary.
. "$PARITY_ACTION/action/settings.sh"

if [[ -z $PARITY_GATE_PROJECT ]]; then
  echo "No gate is asked."
  exit 0
fi
answer=$(lse rollout gate "$PARITY_GATE_PROJECT")
case $? in
  0) gate=open ;;
  1) gate=closed ;;
  # What could not be found out is never open.
  *) gate=undecided ;;
esac
# An lse that does not know the command, or fails, has no answer; and 1 would be no "closed" then.
if [[ -z $answer ]]; then gate=undecided; fi
echo "gate=$gate" >> "$GITHUB_OUTPUT"
{
  echo
  echo "## The gate is $gate"
  echo
  if [[ -n $answer ]]; then sed 's/^/    /' <<< "$answer"; else last_words; fi
  echo
} | tell
exit 0
