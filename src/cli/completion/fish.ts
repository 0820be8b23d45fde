import type {CompletedCommand, Offer} from './completed-command.ts';

/** A script for fish 3 and newer. */
export function fishScript(commands: readonly CompletedCommand[]): string {
  const named = commands.filter(({name}) => name !== '');
  return `# Completes lse in fish. Made by: lse completion fish
set -g __lse_commands ${named.map(({name}) => quoted(name)).join(' ')}
function __lse_at
    set -l command
    for word in (commandline -opc)[2..-1]
        set -l longer (string join -- ' ' $command $word)
        contains -- "$longer" $__lse_commands; or break
        set command $longer
    end
    test "$command" = "$argv[1]"
end
complete -c lse -e
complete -c lse -f
${commands.flatMap(linesOf).join('\n')}
`;
}

function linesOf({name, words, flags, argument}: CompletedCommand): string[] {
  const at = `complete -c lse -n ${quoted(`__lse_at ${quoted(name)}`)}`;
  const next = words.map(({word, summary}) => `${at} -a ${word}${description(summary)}`);
  const given = flags.map(
    ({name: flag, summary, value}) =>
      `${at} -l ${flag.slice(2)}${value === null ? '' : takes(value)}${description(summary)}`,
  );
  return [...next, ...(words.length > 0 ? [] : argumentOf(at, argument)), ...given];
}

function argumentOf(at: string, argument: Offer): string[] {
  if (argument === 'nothing') return [];
  if (argument === 'files' || argument === 'directories') return [`${at} -F`];
  return [`${at} -a ${quoted(argument.join(' '))}`];
}

function takes(value: Offer): string {
  if (value === 'files') return ' -r -F';
  if (value === 'directories') return " -x -a '(__fish_complete_directories)'";
  return value === 'nothing' ? ' -x' : ` -x -a ${quoted(value.join(' '))}`;
}

function description(summary: string): string {
  return summary === '' ? '' : ` -d ${quoted(summary)}`;
}

/** Within quotes, too, fish takes a backslash for an escape. */
function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}
