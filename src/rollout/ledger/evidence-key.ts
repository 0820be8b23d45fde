import {compareCodePoints} from '../../core/code-point-order.ts';
import {digestOf} from '../../core/digest.ts';
import {parseJson} from '../../core/json/parse.ts';
import type {ReportDefinition} from '../../core/reports/definition.ts';

/**
 * The version of `docs/contract.md`, as far as evidence hangs on it. It counts up by one with every change of what is read, counted,
 * masked, ordered or printed by which an answer about the same data may be another one than before: a rule that was added, taken
 * away or read differently, a fault in one that both sides share, and a limit such as that on depth. It stays for words, for what
 * is faster, and for commands and messages around the reports. When in doubt, it counts up: that costs comparisons, and the other
 * mistake costs the proof.
 */
export const CONTRACT_VERSION = 1;

/**
 * What is code and not data. A version counts up with every change of what the report prints that the contract's own version does not
 * tell, such as a column that is added to one of them.
 */
export const codeReportVersions = {'zenrows-errors': 1, 'zenrows-detail': 1, 'db verify': 1} as const;

export type CodeReportName = keyof typeof codeReportVersions;

/** All that a comparison stands for. What is not in here may change, and what was compared before still counts: lse's version, for one. */
export interface Evidence {
  /** One that is code by its name, one that is data as it was defined. */
  readonly report: CodeReportName | ReportDefinition;
  /** Of the report database. */
  readonly schemaVersion: number;
  /** `ReportSource.kind` of both sides: what SQLite proved says little about PostgreSQL. */
  readonly sources: {readonly control: string; readonly candidate: string};
  /** The settings that decide what is read. */
  readonly settings: {
    readonly maxFileBytes: number;
    readonly excludedProjects: readonly string[];
  };
}

/** What counts up in this file. */
export interface EvidenceVersions {
  readonly contract: number;
  readonly reports: Readonly<Record<CodeReportName, number>>;
}

const currentVersions: EvidenceVersions = {contract: CONTRACT_VERSION, reports: codeReportVersions};

/**
 * A digest of what a comparison stands for: 43 characters of base64 and `=`. Equal for two comparisons if each is evidence for the other.
 * The order of keys and of excluded projects plays no part.
 */
export function evidenceKey(
  {report, schemaVersion, sources, settings}: Evidence,
  versions: EvidenceVersions = currentVersions,
): string {
  const excluded = [...new Set(settings.excludedProjects)].sort(compareCodePoints);
  const parts = {
    contract: versions.contract,
    report: typeof report === 'string' ? {code: report, version: versions.reports[report]} : {data: report},
    schema: schemaVersion,
    control: sources.control,
    candidate: sources.candidate,
    maxFileBytes: settings.maxFileBytes,
    excluded,
  };
  return digestOf(parseJson(JSON.stringify(parts), 'none').value);
}
