import {Flags} from '@oclif/core';
import {BaseCommand} from '../cli/base-command.ts';
import {readDotenv} from '../cli/dotenv-file.ts';
import {databaseUrlFlag, dataDirFlag} from '../cli/flags.ts';
import {chooseSettings} from '../cli/init/chosen-settings.ts';
import {envText} from '../cli/init/env-text.ts';
import {filesText, nextCommand, reachLines} from '../cli/init/init-text.ts';
import {type NewFile, writeNewFiles} from '../cli/init/new-files.ts';
import {findReach, isTree, type Reach} from '../cli/init/reach.ts';
import {withAnswers} from '../cli/prompt.ts';
import {isInteractive, shownNotice, tameLine, writeNotice} from '../cli/terminal.ts';
import {UsageError} from '../core/errors.ts';
import {PRIVATE_FILE} from '../core/private-mode.ts';
import {newFile, newSalt} from '../rollout/intent/new-file.ts';
import {DEFAULT_ROLLOUT_FILE} from '../rollout/intent/rollout-file.ts';

/** The rollout file is for all who work in the directory, as far as the umask allows it. */
const SHARED_FILE = 0o666;

interface InitResult {
  readonly found: Reach;
  /** The names of the files that were written. */
  readonly written: readonly string[];
  readonly next: string;
}

export default class Init extends BaseCommand {
  static override summary = 'Write the settings of this directory, and say what to do next.';
  static override description =
    'Finds trace trees, exports and databases in reach, asks which to use, and writes .env (readable by its owner alone, because a password may be in it) and lse.rollout.yaml. If one of the files is there already, nothing is written.';
  static override examples = [
    {description: 'Ask what is needed', command: '<%= config.bin %> <%= command.id %>'},
    {description: 'Take what was found', command: '<%= config.bin %> <%= command.id %> --yes'},
    {
      description: 'Only see what would be written',
      command: '<%= config.bin %> <%= command.id %> --yes --print --database-url postgres://lse@localhost/lse',
    },
  ];
  static override enableJsonFlag = true;
  static override flags = {
    yes: Flags.boolean({description: 'Ask nothing. Take the flags, else what was found, else the default.'}),
    print: Flags.boolean({description: 'Print what would be written, and write nothing.'}),
    'data-dir': dataDirFlag,
    'database-url': databaseUrlFlag,
  };

  protected override readonly ifInterrupted = 'A file was written whole or not at all. See with: ls -l .env';

  async run(): Promise<InitResult> {
    const {flags} = await this.parse(Init);
    const isAsked = !flags.yes && (flags['data-dir'] === undefined || flags['database-url'] === undefined);
    if (isAsked && !isInteractive()) {
      throw new UsageError(
        'lse init asks questions, and nobody is at a terminal to answer them.',
        'Take what was found with: lse init --yes; or say both with --data-dir and --database-url.',
      );
    }
    // If an existing file is wrong, the code that reads it for its settings says so.
    const {variables} = await readDotenv('.env');
    const environment = {...variables, ...process.env};
    const found = await findReach(environment);
    if (isAsked) await writeNotice(...reachLines(found));
    const settings = isAsked
      ? await withAnswers((ask) => chooseSettings(flags, environment, found, ask))
      : await chooseSettings(flags, environment, found, null);
    const files: NewFile[] = [
      {path: '.env', text: envText(settings), mode: PRIVATE_FILE},
      {path: DEFAULT_ROLLOUT_FILE, text: newFile(newSalt()), mode: SHARED_FILE},
    ];
    const next = nextCommand(found, await isTree(settings.dataDir));
    if (flags.print) {
      // A user who prints the text may paste it somewhere.
      const shown = files.map(({path, text}) => ({path, text: masked(text)}));
      await this.print(filesText(shown));
      return {found, written: [], next};
    }
    await writeNewFiles(files);
    const written = files.map(({path}) => path);
    const lines = [...(isAsked ? [] : reachLines(found)), `Wrote ${written.join(' and ')}.`, `Next: ${next}`];
    await this.print(`${lines.map(shownNotice).join('\n')}\n`);
    return {found, written, next};
  }
}

function masked(text: string): string {
  return text.split('\n').map(tameLine).join('\n');
}
