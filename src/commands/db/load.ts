import {Flags} from '@oclif/core';
import {BaseCommand} from '../../cli/base-command.ts';
import {databaseUrlFlag, dataDirFlag, excludeProjectFlag, projectFlag, rangeFlags} from '../../cli/flags.ts';
import {nothingToLoadNotice} from '../../cli/no-records-notice.ts';
import {withProgress} from '../../cli/progress.ts';
import {lastLoad, recordLoad} from '../../cli/rollout/load-record.ts';
import {parseOptionalScope} from '../../cli/scope.ts';
import {readSettings, type Settings} from '../../cli/settings.ts';
import {openDatabase, openTree} from '../../cli/sources.ts';
import {writeNotice} from '../../cli/terminal.ts';
import type {ListedTree} from '../../core/document-tree.ts';
import {withImports} from '../../core/importable-file.ts';
import {hidesRecords} from '../../core/passed-over.ts';
import type {Scope} from '../../core/scope.ts';
import type {LoadSummary} from '../../transfer/load-summary.ts';
import {formatLoadSummary} from '../../transfer/load-summary-text.ts';
import {countFiles, loadTree} from '../../transfer/tree-load.ts';

const OWNERS_PART =
  'The role does not own the table runs: partitions for new months and vacuum are left to the next load by its owner. Reports are correct meanwhile.';

export default class Load extends BaseCommand {
  static override summary = 'Load the trace tree into the database.';
  static override description =
    'The newest snapshot of a record wins, in whatever order files are loaded. Loading an unchanged tree again writes nothing. What another program changed or deleted is restored. A date of a project is read again only if its files or its rows were touched since it was loaded.';
  static override examples = [
    {description: 'Everything below the data dir', command: '<%= config.bin %> <%= command.id %>'},
    {
      description: 'One date of one project, failing if a file is unreadable',
      command: '<%= config.bin %> <%= command.id %> --project my-project --date 2025-09-13 --strict',
    },
  ];
  static override enableJsonFlag = true;
  static override flags = {
    ...rangeFlags,
    project: projectFlag,
    'exclude-project': excludeProjectFlag,
    strict: Flags.boolean({description: 'Exit with 1 if a file is unreadable, or the name of a directory.'}),
    reread: Flags.boolean({description: 'Read all files, unchanged ones too.'}),
    'data-dir': dataDirFlag,
    'database-url': databaseUrlFlag,
  };

  protected override readonly ifInterrupted =
    'Whole days that were loaded are kept, the one under way is as it was. Go on with: lse db load';

  async run(): Promise<LoadSummary> {
    const {flags} = await this.parse(Load);
    const scope = parseOptionalScope(flags);
    const settings = await readSettings(flags);
    const tree = await openTree(settings.dataDir, settings);
    const summary = await this.#load(tree, scope, settings, flags.reread);
    await this.warnUnreadable(withImports(summary.unreadable, tree.location));
    await this.warnPassedOver(tree.passedOver());
    if (summary.read === 0) await writeNotice(await nothingToLoadNotice(tree));
    await this.print(formatLoadSummary(summary, await lastLoad(settings, scope)));
    if (summary.read > 0) await recordLoad(settings, tree, scope);
    const isWhole = summary.unreadable.length === 0 && !tree.passedOver().some(hidesRecords);
    if (flags.strict && !isWhole) this.conclude(1);
    return summary;
  }

  async #load(tree: ListedTree, scope: Scope | null, settings: Settings, reread: boolean): Promise<LoadSummary> {
    const database = await openDatabase(settings.database, settings);
    const total = (): Promise<number> => countFiles(tree, scope);
    return database.withStore(async (store) => {
      const named = scope === null ? null : scope.project;
      if (store.requireWritable !== undefined) {
        for (const project of named === null ? await tree.projects() : [named]) store.requireWritable(project);
      }
      const summary = await withProgress('Loading', total, ({advance}) =>
        loadTree(tree, store, scope, advance, {version: this.config.version, reread}),
      );
      const wrote = summary.inserted + summary.updated > 0;
      if (wrote && store.leavesToOwner === true) await writeNotice(OWNERS_PART);
      return summary;
    });
  }
}
