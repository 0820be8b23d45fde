import {type ReportName, reportNames} from '../asking/question.ts';
import {ReportError} from '../core/errors.ts';
import {type CompiledReport, compileReport} from '../core/reports/compiled-report.ts';
import {findReport, type ReportDirectories, readReportFiles} from './report-files.ts';

/** Every report that there is. */
const ALL = 'all';

/**
 * The reports of these names: those that are code by their names, any other by its definition. None named: those that are code.
 *
 * @throws UsageError when there is no such report, ReportError when a definition is wrong
 */
export async function comparedReports(
  names: readonly string[],
  directories: ReportDirectories,
): Promise<(ReportName | CompiledReport)[]> {
  const found = new Map<string, ReportName | CompiledReport>();
  for (const name of names.length === 0 ? reportNames : names) {
    for (const report of await reportsOf(name, directories)) {
      found.set(typeof report === 'string' ? report : report.definition.name, report);
    }
  }
  return [...found.values()];
}

async function reportsOf(name: string, directories: ReportDirectories): Promise<(ReportName | CompiledReport)[]> {
  const code = reportNames.find((known) => known === name);
  if (code !== undefined) return [code];
  if (name !== ALL) return [compileReport(await findReport(name, directories))];
  const defined = (await readReportFiles(directories)).map(({path, report, faults}) => {
    if (report !== null) return report.definition;
    // Left out it would count as compared.
    throw new ReportError(
      `The report ${path} is wrong.\n${faults.join('\n')}`,
      'Correct it, and check it with: lse report check',
    );
  });
  // One of them says in data what a command says in code.
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
