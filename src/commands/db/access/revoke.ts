import {Args, Flags} from '@oclif/core';
import {parseNamedProjects} from '../../../cli/access-scope.ts';
import {BaseCommand} from '../../../cli/base-command.ts';
import {databaseUrlFlag} from '../../../cli/flags.ts';
import {readSettings} from '../../../cli/settings.ts';
import {openDatabase} from '../../../cli/sources.ts';
import type {AccessChange} from '../../../core/database-access.ts';
import {formatAccessChange} from '../../../format/database-access.ts';

export default class Revoke extends BaseCommand {
  static override summary = 'Take projects away from a role of PostgreSQL.';
  static override description =
    'Without --project the role loses every project and its rights on the tables. Row-level security stays on.';
  static override examples = [
    {description: 'One project', command: '<%= config.bin %> <%= command.id %> reader --project my-project'},
    {description: 'Everything', command: '<%= config.bin %> <%= command.id %> reader'},
  ];
  static override enableJsonFlag = true;
  static override args = {role: Args.string({description: 'Name of the role.', required: true})};
  static override flags = {
    project: Flags.string({
      description: 'Project to take away; may be repeated. [default: whatever it has]',
      helpValue: 'NAME',
      multiple: true,
      multipleNonGreedy: true,
    }),
    'database-url': databaseUrlFlag,
  };

  protected override readonly ifInterrupted =
    'The change was undone: nobody sees more or less than before. Do it again with: lse db access revoke';

  async run(): Promise<AccessChange & {location: string}> {
    const {args, flags} = await this.parse(Revoke);
    const projects = parseNamedProjects(flags);
    const settings = await readSettings(flags);
    const database = await openDatabase(settings.database, settings);
    const change = await database.revokeAccess({role: args.role, projects});
    await this.print(formatAccessChange(change));
    return {location: database.location, ...change};
  }
}
