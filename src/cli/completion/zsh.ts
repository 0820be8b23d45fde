import {quotedWord} from '../../core/shell-word.ts';
import type {CompletedCommand, Offer} from './completed-command.ts';

/** A script for zsh that may be sourced, or lie as `_lse` in a directory of \`fpath\`. */
export function zshScript(commands: readonly CompletedCommand[]): string {
  const named = commands.filter(({name}) => name !== '');
  return `#compdef lse
# Completes lse in zsh. Made by: lse completion zsh
_lse() {
  local command='' prev="\${words[CURRENT-1]}" i
  local -a offered
  for ((i = 2; i < CURRENT; i++)); do
    case "$command\${command:+ }\${words[i]}" in
      ${named.map(({name}) => quotedWord(name)).join('|')})
        command="$command\${command:+ }\${words[i]}" ;;
      *) break ;;
    esac
  done
  case "$command $prev" in
${commands.flatMap(valueCases).join('\n')}
  esac
  case "$command" in
${commands.map(commandCase).join('\n')}
  esac
}
if [[ "\${funcstack[1]}" == '_lse' ]]; then _lse "$@"; else compdef _lse lse; fi
`;
}

function valueCases({name, flags}: CompletedCommand): string[] {
  return flags.flatMap((flag) =>
    flag.value === null ? [] : [`    ${quotedWord(`${name} ${flag.name}`)}) ${offer(flag.value)}; return ;;`],
  );
}

function commandCase({name, words, flags, argument}: CompletedCommand): string {
  const shown = flags.map((flag) => described(flag.name, flag.summary));
  const next =
    words.length > 0
      ? `offered=(${words.map(({word, summary}) => described(word, summary)).join(' ')}); _describe command offered`
      : offer(argument);
  return `    ${quotedWord(name)})
      if [[ "\${words[CURRENT]}" == -* ]]; then offered=(${shown.join(' ')}); _describe flag offered
      else ${next}; fi ;;`;
}

function offer(value: Offer): string {
  if (value === 'nothing') return ':';
  if (value === 'files') return '_files';
  if (value === 'directories') return '_files -/';
  return `compadd -- ${value.map(quotedWord).join(' ')}`;
}

/** zsh offers what stands before the first colon. */
function described(name: string, summary: string): string {
  return quotedWord(summary === '' ? name : `${name}:${summary}`);
}
