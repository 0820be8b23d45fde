import {quotedWord} from '../../core/shell-word.ts';
import type {CompletedCommand, Offer} from './completed-command.ts';

/** A script for bash 3.2 and newer: no program runs while it completes. */
export function bashScript(commands: readonly CompletedCommand[]): string {
  const named = commands.filter(({name}) => name !== '');
  return `# Completes lse in bash. Made by: lse completion bash
_lse() {
  local cur="\${COMP_WORDS[COMP_CWORD]}" prev="\${COMP_WORDS[COMP_CWORD-1]}" command='' i
  # bash takes the = of --flag=value for a word of its own.
  if [[ "$cur" == '=' ]]; then cur=''; fi
  if [[ "$prev" == '=' ]]; then prev="\${COMP_WORDS[COMP_CWORD-2]}"; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$command\${command:+ }\${COMP_WORDS[i]}" in
      ${named.map(({name}) => quotedWord(name)).join('|')})
        command="$command\${command:+ }\${COMP_WORDS[i]}" ;;
      *) break ;;
    esac
  done
  COMPREPLY=()
  case "$command $prev" in
${commands.flatMap(valueCases).join('\n')}
  esac
  case "$command" in
${commands.map(commandCase).join('\n')}
  esac
}
complete -F _lse lse
`;
}

function valueCases({name, flags}: CompletedCommand): string[] {
  return flags.flatMap((flag) =>
    flag.value === null ? [] : [`    ${quotedWord(`${name} ${flag.name}`)}) ${reply(flag.value)}return ;;`],
  );
}

function commandCase({name, words, flags, argument}: CompletedCommand): string {
  const next = words.length > 0 ? words.map(({word}) => word) : argument;
  return `    ${quotedWord(name)})
      if [[ "$cur" == -* ]]; then ${reply(flags.map((flag) => flag.name))}else ${reply(next) || ':; '}fi ;;`;
}

/** Statements, each ended. */
function reply(offer: Offer): string {
  if (offer === 'nothing') return '';
  if (offer === 'files') return 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -f -- "$cur")); ';
  if (offer === 'directories') return 'compopt -o filenames 2>/dev/null; COMPREPLY=($(compgen -d -- "$cur")); ';
  return `COMPREPLY=($(compgen -W ${quotedWord(offer.join(' '))} -- "$cur")); `;
}
