import {type ReportName, reportNames} from '../asking/question.ts';
import {UsageError} from '../core/errors.ts';
import {type CompiledReport, compileReport} from '../core/reports/compiled-report.ts';
import {definitionIn, findReport, type ReportDirectories, readReportFiles} from './report-files.ts';

/** Every report that there is. */
const ALL = 'all';

/**
 * The reports with these names: a report that is code by its name, any other by its definition. Without names: all reports that are code.
 *
 * @throws UsageError when there is no such report or two have one name, ReportError when a definition is wrong
 */
export async function comparedReports(
  names: readonly string[],
  directories: ReportDirectories,
): Promise<(ReportName | CompiledReport)[]> {
  const found = new Map<string, ReportName | CompiledReport>();
  for (const name of names.length === 0 ? reportNames : names) {
    for (const report of await reportsOf(name, directories)) {
      const own = typeof report === 'string' ? report : report.definition.name;
      const other = found.get(own);
      if (other !== undefined && textOf(other) !== textOf(report)) {
        throw new UsageError(
          `Two reports are named '${own}': nobody could tell their results apart.`,
          'Give one of them another name, or compare one after the other.',
        );
      }
      found.set(own, report);
    }
  }
  return [...found.values()];
}

function textOf(report: ReportName | CompiledReport): string {
  return JSON.stringify(typeof report === 'string' ? report : report.definition);
}

async function reportsOf(name: string, directories: ReportDirectories): Promise<(ReportName | CompiledReport)[]> {
  const code = reportNames.find((known) => known === name);
  if (code !== undefined) return [code];
  if (name !== ALL) return [compileReport(await findReport(name, directories))];
  // A wrong definition is an error: if it were left out, it would count as compared.
  const defined = (await readReportFiles(directories)).map(definitionIn);
  // One definition says in data what a command says in code.
  const others = defined.filter((definition) => !reportNames.some((known) => known === definition.name));
  return [...reportNames, ...others.map(compileReport)];
}

/** The names that a waiver can be about. */
export async function knownReportNames(directories: ReportDirectories): Promise<string[]> {
  const defined = (await readReportFiles(directories)).flatMap(({report}) =>
    report === null ? [] : [report.definition.name],
  );
  return [...new Set([...reportNames, ...defined])];
}
