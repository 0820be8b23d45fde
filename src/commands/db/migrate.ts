import {Flags} from '@oclif/core';
import type {Database, Distribution, MigrateOptions, MigrationStep} from '../../backends/db/database.ts';
import {BaseCommand} from '../../cli/base-command.ts';
import {databaseUrlFlag} from '../../cli/flags.ts';
import {missingIndexNotice} from '../../cli/missing-index-notice.ts';
import {readSettings} from '../../cli/settings.ts';
import {openDatabase} from '../../cli/sources.ts';
import {writeNotice} from '../../cli/terminal.ts';
import type {Adoption} from '../../core/adoption.ts';
import {formatAdoption} from '../../format/adoption.ts';
import {escapeControlCharacters} from '../../format/control-characters.ts';

export default class Migrate extends BaseCommand {
  static override summary = 'Create the schema of the database, or bring it up to date.';
  static override description =
    'Each migration runs in a transaction of its own under a lock, so that two callers do not disturb each other. Running it again changes nothing. A schema that is not what its version says is named, part by part. A table runs that another program made stays as it is. --adopt takes it over in one transaction: the old table stays as runs_before_lse, and its rows are in the table of lse.';
  static override examples = [
    {description: 'The embedded default, .lse/lse.db', command: '<%= config.bin %> <%= command.id %>'},
    {
      description: 'A PostgreSQL server',
      command: '<%= config.bin %> <%= command.id %> --database-url postgres://lse@localhost/lse',
    },
    {
      description: 'What would become of a table runs that another program made',
      command: '<%= config.bin %> <%= command.id %> --adopt --dry-run',
    },
  ];
  static override enableJsonFlag = true;
  static override flags = {
    repair: Flags.boolean({
      description: 'Make again what is missing or was changed. Records are not touched.',
      default: false,
    }),
    'distribute-by': Flags.string({
      description: 'If the server has the extension citus: what decides the node of a row.',
      options: ['project', 'run'],
      helpValue: 'WHAT',
    }),
    adopt: Flags.boolean({
      description: 'Take over a table runs that another program made. The old one stays as runs_before_lse.',
      exclusive: ['repair'],
    }),
    'dry-run': Flags.boolean({description: 'Only say what --adopt would do.', dependsOn: ['adopt']}),
    'skip-unusable': Flags.boolean({
      description: 'Leave out rows that cannot become a record, and take over the others.',
      dependsOn: ['adopt'],
    }),
    'database-url': databaseUrlFlag,
  };

  protected override readonly ifInterrupted =
    'Migrations that were applied are kept, the one under way is undone, and so is all of --adopt. Go on with: lse db migrate';

  async run(): Promise<MigrateResult> {
    const {flags} = await this.parse(Migrate);
    const settings = await readSettings(flags);
    const database = await openDatabase(settings.database, settings);
    const by = flags['distribute-by'] as Distribution | undefined;
    const distributed = by === undefined ? {} : {distributeBy: by};
    if (!flags.adopt) return this.#migrate(database, {repair: flags.repair, ...distributed}, null);
    const options = {apply: !flags['dry-run'], skipUnusable: flags['skip-unusable']};
    const adoption = await database.adopt(options);
    if (adoption !== null) await this.print(formatAdoption(database.location, adoption));
    else
      await writeNotice(`There is no table runs of another program in ${database.location}: nothing was taken over.`);
    if (adoption?.outcome === 'refused') {
      await writeNotice(REFUSED);
      this.conclude(1);
    }
    if (options.apply && adoption?.outcome !== 'refused')
      return this.#migrate(database, {repair: false, ...distributed}, adoption);
    return {location: database.location, applied: [], adoption};
  }

  /** Also after a table was taken over: checks whether the schema is what it should be. */
  async #migrate(database: Database, options: MigrateOptions, adoption: Adoption | null): Promise<MigrateResult> {
    const applied = await database.migrate(options);
    await writeNotice(...missingIndexNotice(await database.missingIndexes()));
    const lines = applied.map(({version, name}) => `Applied migration ${version}: ${name}.\n`);
    await this.print(`${lines.join('')}The schema of ${escapeControlCharacters(database.location)} is up to date.\n`);
    return {location: database.location, applied, adoption};
  }
}

interface MigrateResult {
  readonly location: string;
  readonly applied: readonly MigrationStep[];
  /** Null if nobody asked for one, or if there was nothing to take over. */
  readonly adoption: Adoption | null;
}

const REFUSED =
  'Error: The table was not taken over, for the rows that are named. Correct them; or leave them in the old table, with: lse db migrate --adopt --skip-unusable';
