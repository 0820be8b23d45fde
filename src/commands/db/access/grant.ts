import {Args, Flags} from '@oclif/core';
import {parseGrantedProjects} from '../../../cli/access-scope.ts';
import {BaseCommand} from '../../../cli/base-command.ts';
import {databaseUrlFlag} from '../../../cli/flags.ts';
import {readSettings} from '../../../cli/settings.ts';
import {openDatabase} from '../../../cli/sources.ts';
import type {AccessChange} from '../../../core/database-access.ts';
import {formatAccessChange} from '../../../format/database-access.ts';

export default class Grant extends BaseCommand {
  static override summary = 'Let a role of PostgreSQL read projects, and write them.';
  static override description =
    'Gives the role the rights on the tables, and lets it see the rows of these projects by row-level security. What the role has already stays. The first grant hides all rows from every other role that has rights on runs, so --others has to say what becomes of those. The owner of the table sees everything as before.';
  static override examples = [
    {
      description: 'Reports on two projects',
      command: '<%= config.bin %> <%= command.id %> reader --project my-project --project other',
    },
    {
      description: 'A loader of one project',
      command: '<%= config.bin %> <%= command.id %> loader --project my-project --write',
    },
    {
      description: 'The first one, in a database that other programs use, too',
      command: '<%= config.bin %> <%= command.id %> reader --project my-project --others keep',
    },
  ];
  static override enableJsonFlag = true;
  static override args = {role: Args.string({description: 'Name of the role.', required: true})};
  static override flags = {
    project: Flags.string({
      description: 'Project to see; may be repeated.',
      helpValue: 'NAME',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'all-projects': Flags.boolean({description: 'Every project, future ones too.'}),
    write: Flags.boolean({description: 'Let it load, repair and prune them, too.', default: false}),
    others: Flags.option({
      description: 'For the first grant: whether other roles with rights on runs keep what they see, or see nothing.',
      options: ['keep', 'cut'] as const,
    })(),
    'database-url': databaseUrlFlag,
  };

  protected override readonly ifInterrupted =
    'The change was undone: nobody sees more or less than before. Do it again with: lse db access grant';

  async run(): Promise<AccessChange & {location: string}> {
    const {args, flags} = await this.parse(Grant);
    const projects = parseGrantedProjects(flags);
    const settings = await readSettings(flags);
    const database = await openDatabase(settings.database, settings);
    const change = await database.grantAccess({
      role: args.role,
      projects,
      write: flags.write,
      others: flags.others ?? null,
    });
    await this.print(formatAccessChange(change));
    return {location: database.location, ...change};
  }
}
