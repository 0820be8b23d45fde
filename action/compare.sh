#!/usr/bin/env bash
# Compares once, and writes what it came to as Markdown, JUnit and HTML. Whether the job fails is for the last step to say.
. "$PARITY_ACTION/action/settings.sh"

args=(report compare)
for ending in md xml html; do args+=(--output "$PARITY_RESULTS/parity.$ending"); done
while IFS= read -r report; do
  if [[ -n $report ]]; then args+=("--report=$report"); fi
done <<< "$PARITY_REPORTS"
while IFS= read -r project; do
  if [[ $project == all ]]; then args+=(--all-projects); elif [[ -n $project ]]; then args+=("--project=$project"); fi
done <<< "$PARITY_PROJECTS"
if [[ -n $PARITY_DATE ]]; then args+=("--date=$PARITY_DATE"); fi
if [[ -n $PARITY_FROM ]]; then args+=("--from=$PARITY_FROM"); fi
if [[ -n $PARITY_TO ]]; then args+=("--to=$PARITY_TO"); fi
if [[ -z $PARITY_DATE$PARITY_FROM$PARITY_TO ]]; then args+=(--all-dates); fi

lse "${args[@]}"
code=$?
echo "code=$code" >> "$GITHUB_OUTPUT"
{
  case $code in
    0) echo "## The database says what the files say" ;;
    1) echo "## Files and database differ" ;;
    3) echo "## Nothing was compared: neither side has a record in what was asked for" ;;
    *) echo "## A side could not answer" ;;
  esac
  echo
  if [[ -s $PARITY_RESULTS/parity.md ]]; then cat "$PARITY_RESULTS/parity.md"; else last_words; fi
} | tell
exit 0
