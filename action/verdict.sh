#!/usr/bin/env bash
# The last word: 0 only where everything that was asked for is so.
set -uo pipefail

code=2
case ${PARITY_CODE:-none} in
  0) code=0 ;;
  1) code=1; echo "::error::Files and database differ." ;;
  3)
    if [[ $PARITY_ALLOW_NOTHING == true ]]; then code=0; else code=3; echo "::error::Nothing was compared: neither side has a record in what was asked for."; fi
    ;;
  none) echo "::error::Nothing was compared, because an earlier step failed." ;;
  *) echo "::error::A side could not answer." ;;
esac
if [[ -n $PARITY_GATE_PROJECT && ${PARITY_GATE:-} != open ]]; then
  echo "::error::The gate is ${PARITY_GATE:-undecided}."
  if [[ $code -eq 0 ]]; then code=1; fi
fi
exit "$code"
