# What the steps share; to be sourced. An empty input is one that was not given, so that the environment of the job counts.
set -uo pipefail

if [[ -n ${PARITY_DATA_DIR:-} ]]; then export LSE_DATA_DIR=$PARITY_DATA_DIR; fi
if [[ -n ${PARITY_DATABASE_URL:-} ]]; then export LSE_DATABASE_URL=$PARITY_DATABASE_URL; fi

# What lse says on stderr stands in the log, and in a file for the summary; it shows no secret.
said=$PARITY_RESULTS/said.txt

lse() {
  case $PARITY_PROGRAM in
    *.js) node "$PARITY_PROGRAM" "$@" ;;
    *) "$PARITY_PROGRAM" "$@" ;;
  esac 2> "$said"
  local code=$?
  cat "$said" >&2
  return "$code"
}

# Adds text from stdin to the step summary and to the comment. The first is refused from 1 MiB on, the second from 64 KiB on.
tell() {
  tee -a "$PARITY_RESULTS/comment.md" >> "$GITHUB_STEP_SUMMARY"
}

# The last lines that lse said, as text that no Markdown is read in.
last_words() {
  tail -n 20 "$said" | cut -c 1-500 | sed 's/^/    /'
  echo
}
