import {mkdirSync, writeFileSync} from 'node:fs';
import {join, resolve} from 'node:path';
import {DETAILS_FILE, markdownDetails, markdownReport, plotFile} from './report.js';

/**
 * Writes the report, its plots and the raw results. Only a full run writes into docs: a partial one would take the other
 * measurements away.
 *
 * @param {string} root
 * @param {import('./options.js').Options} options
 * @param {Pick<import('./report.js').Report, 'facts' | 'notices' | 'results' | 'data'>} report
 * @param {(text: string) => void} say
 */
export function writeResults(root, {quick, only, out}, report, say) {
  const isFull = !quick && only.length === 0;
  const elsewhere = out === null ? join(root, 'tmp', 'bench') : resolve(out);
  const [docs, raw] =
    out === null && isFull ? [join(root, 'docs'), join(root, 'bench', 'results')] : [elsewhere, elsewhere];
  mkdirSync(docs, {recursive: true});
  mkdirSync(raw, {recursive: true});
  const flags = [...(quick ? ['--quick'] : []), ...only.map((text) => `--only ${text}`)];
  const command = ['npm run bench', ...(flags.length > 0 ? ['--', ...flags] : [])].join(' ');
  writeFileSync(join(docs, 'performance.md'), markdownReport({command, ...report}));
  writeFileSync(join(docs, DETAILS_FILE), markdownDetails({command, ...report}));
  for (const result of report.results) {
    if ('skipped' in result) continue;
    for (const plot of result.plots) writeFileSync(join(docs, plotFile(plot)), plot.svg);
  }
  writeFileSync(join(raw, 'latest.json'), `${JSON.stringify(rawResults(command, report), null, 1)}\n`);
  say(`Wrote ${join(docs, 'performance.md')} and ${join(raw, 'latest.json')}.`);
}

/** @param {string} command @param {Pick<import('./report.js').Report, 'facts' | 'results'>} report */
function rawResults(command, {facts, results}) {
  return {
    command,
    facts: Object.fromEntries(facts),
    results: results.map((result) =>
      'skipped' in result
        ? result
        : {title: result.title, verdicts: result.verdicts, commands: result.commands, samples: result.samples},
    ),
  };
}
