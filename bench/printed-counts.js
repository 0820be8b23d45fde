/** @typedef {{date: string, traces: number, failing: number}} PrintedCount */

/** What `lse report zenrows-errors` printed. @param {string} csv @returns {PrintedCount[]} */
export function printedCounts(csv) {
  const [, ...lines] = csv.trim().split('\n');
  return lines.map((line) => {
    const [date = '', traces, failing] = line.split(',');
    return {date, traces: Number(traces), failing: Number(failing)};
  });
}

/** @param {readonly PrintedCount[]} counts */
export function countsText(counts) {
  const sum = (/** @type {'traces' | 'failing'} */ key) => counts.reduce((total, count) => total + count[key], 0);
  return `${sum('traces')} traces, ${sum('failing')} of them failing, on ${counts.length} ${counts.length === 1 ? 'date' : 'dates'}`;
}

/** The flags that ask for all of a tree. @param {import('./trees.js').Tree} tree */
export function rangeOf({first, last}) {
  return ['--from', first, '--to', last];
}
