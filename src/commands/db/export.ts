import {Flags} from '@oclif/core';
import type {Database} from '../../backends/db/database.ts';
import {accessNotice} from '../../cli/access-notice.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {databaseUrlFlag, progressFlag, projectFlag, rangeFlags} from '../../cli/flags.ts';
import {pathOnly} from '../../cli/path-text.ts';
import {progressOf} from '../../cli/progress.ts';
import {parseOptionalScope} from '../../cli/scope.ts';
import {readSettings} from '../../cli/settings.ts';
import {openDatabase} from '../../cli/sources.ts';
import {writeNotice} from '../../cli/terminal.ts';
import type {Scope} from '../../core/scope.ts';
import {escapeControlCharacters} from '../../format/control-characters.ts';
import {type ExportSummary, exportTree} from '../../transfer/tree-export.ts';

export default class Export extends BaseCommand {
  static override summary = 'Write the records of the database as a trace tree.';
  static override description =
    'This is the way back: it writes the document of every record under the name of the file that it came from, with every digit of every number. Loading the tree into an empty database gives the same reports.';
  static override examples = [
    {description: 'Everything', command: '<%= config.bin %> <%= command.id %> --out exported'},
    {
      description: 'One month of one project',
      command:
        '<%= config.bin %> <%= command.id %> --out exported --project my-project --from 2025-09-01 --to 2025-09-30',
    },
  ];
  static override enableJsonFlag = true;
  static override flags = {
    out: Flags.string({
      description: 'Directory to write; must be empty or missing.',
      helpValue: 'DIR',
      required: true,
      parse: pathOnly('--out'),
    }),
    ...rangeFlags,
    project: projectFlag,
    progress: progressFlag,
    'database-url': databaseUrlFlag,
  };

  protected override readonly ifInterrupted =
    'The export is not whole. Export again into an empty directory with: lse db export --out DIR';

  async run(): Promise<ExportSummary> {
    const {flags} = await this.parse(Export);
    const scope = parseOptionalScope(flags);
    const settings = await readSettings(flags);
    const database = await openDatabase(settings.database, settings);
    const {visibleProjects} = await database.status();
    await writeNotice(...accessNotice(scope?.project ?? null, visibleProjects));
    const summary = await database.withStore((store) =>
      progressOf(settings)(
        {label: 'Exporting', unit: 'records', total: () => countRecords(database, scope)},
        ({advance}) => exportTree(store, scope, flags.out, advance),
      ),
    );
    for (const {path, reason} of summary.warnings) {
      await writeNotice(`Warning: ${path} would not load as the same record: ${reason}.`);
    }
    const directory = escapeControlCharacters(flags.out);
    await this.print(`Wrote ${summary.written} ${summary.written === 1 ? 'file' : 'files'} to ${directory}.\n`);
    return summary;
  }
}

/** How many records an export of the scope writes. */
async function countRecords(database: Database, scope: Scope | null): Promise<number> {
  const days = await database.withSource((source) => source.days(scope));
  return days.reduce((sum, {size}) => sum + size, 0);
}
