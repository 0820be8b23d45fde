import {Flags} from '@oclif/core';
import {BaseCommand} from '../cli/base-command.ts';
import {examine} from '../cli/doctor/doctor.ts';
import type {ShownSetting} from '../cli/doctor/settings-findings.ts';
import {parseDuration} from '../cli/duration.ts';
import {databaseUrlFlag, dataDirFlag} from '../cli/flags.ts';
import {shownNotice} from '../cli/terminal.ts';
import {UsageError} from '../core/errors.ts';
import {type Finding, type FindingState, worstState} from '../core/finding.ts';
import {formatFindings, maskedFinding} from '../format/findings.ts';

interface DoctorResult {
  readonly state: FindingState;
  readonly settings: readonly ShownSetting[];
  readonly findings: readonly Finding[];
}

export default class Doctor extends BaseCommand {
  static override summary = 'Check whether everything is in place, and say what to do.';
  static override description =
    'Checks Node and the drivers, the settings and where each comes from, the shape of the trace tree, the database (version, schema, rights, pooler, TLS, encoding), the ledger with the last load, and the rollout file. Nothing is changed.';
  static override examples = [
    {description: 'Everything', command: '<%= config.bin %> <%= command.id %>'},
    {description: 'For another program', command: '<%= config.bin %> <%= command.id %> --json'},
  ];
  static override enableJsonFlag = true;
  static override flags = {
    limit: Flags.string({
      description: 'How long each check may take.',
      helpValue: '10s',
      default: '10s',
    }),
    'data-dir': dataDirFlag,
    'database-url': databaseUrlFlag,
  };

  protected override readonly ifInterrupted = 'Nothing was changed. Look again with: lse doctor';

  async run(): Promise<DoctorResult> {
    const {flags} = await this.parse(Doctor);
    const neededNode = this.config.pjson.engines?.node ?? '';
    const {findings: found, settings} = await examine({flags, neededNode, limit: limitOf(flags.limit)});
    // What is masked on stderr is also masked here.
    const findings = found.map((finding) => maskedFinding(finding, shownNotice));
    await this.printAdvice(formatFindings(findings));
    const state = worstState(findings);
    if (state === 'wrong') this.conclude(1);
    return {state, settings, findings};
  }
}

function limitOf(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw new UsageError(`--limit ${(error as Error).message}.`, 'Give one, such as: lse doctor --limit 10s');
  }
}
