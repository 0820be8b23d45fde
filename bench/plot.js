/**
 * @typedef {{name: string, points: readonly (readonly number[])[]}} Line each point is x and y
 * @typedef {{title: string, x: string, y: string, lines: readonly Line[], isDoubling: boolean}} Plot `isDoubling` gives every doubling
 *   of x the same width
 */

const [WIDTH, HEIGHT] = [640, 360];
const FRAME = {left: 72, right: 150, top: 44, bottom: 52};
const [RIGHT, BOTTOM] = [WIDTH - FRAME.right, HEIGHT - FRAME.bottom];
/** Told apart by people who do not see all colours, too, on the plot's own white. */
const COLOURS = ['#0b62a4', '#c2570c', '#3d7a2a', '#7b3fa0'];

/** Lines over axes that start at zero, as a picture that needs nothing else. @param {Plot} plot */
export function linePlot({title, x, y, lines, isDoubling}) {
  const points = lines.flatMap((line) => line.points);
  const xs = [...new Set(points.map(([value = 0]) => value))].sort((a, b) => a - b);
  const step = tickStep(Math.max(...points.map(([, value = 0]) => value)));
  const top = step * Math.max(1, Math.ceil(Math.max(...points.map(([, value = 0]) => value)) / step));
  const across = (/** @type {number} */ value) => FRAME.left + (RIGHT - FRAME.left) * place(value, xs, isDoubling);
  const up = (/** @type {number} */ value) => BOTTOM - ((BOTTOM - FRAME.top) * value) / top;
  const ticks = Array.from({length: Math.round(top / step) + 1}, (_, at) => at * step);
  const parts = [
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#fff"/>`,
    text(FRAME.left, 24, title, 'font-size="15" font-weight="bold"'),
    ...ticks.map(
      (tick) =>
        `<path d="M${FRAME.left} ${round(up(tick))}H${RIGHT}" stroke="#ddd"/>${text(FRAME.left - 8, up(tick) + 4, tickText(tick, step), 'text-anchor="end"')}`,
    ),
    ...apart(xs, across).map((value) => text(across(value), BOTTOM + 20, String(value), 'text-anchor="middle"')),
    text((FRAME.left + RIGHT) / 2, HEIGHT - 12, x, 'text-anchor="middle"'),
    text(FRAME.left - 8, FRAME.top - 10, y, 'text-anchor="end"'),
    `<path d="M${FRAME.left} ${FRAME.top}V${BOTTOM}H${RIGHT}" fill="none" stroke="#333"/>`,
    ...lines.map((line, at) => drawnLine(line, at, across, up)),
  ];
  const size = `width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}"`;
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="sans-serif" font-size="12" role="img">\n<title>${xmlText(title)}</title>\n${parts.join('\n')}\n</svg>\n`;
}

/** @param {Line} line @param {number} at @param {(value: number) => number} across @param {(value: number) => number} up */
function drawnLine({name, points}, at, across, up) {
  const colour = COLOURS[at % COLOURS.length];
  const places = points.map(([x = 0, y = 0]) => `${round(across(x))},${round(up(y))}`);
  const dots = places.map((point) => `<circle cx="${point.replace(',', '" cy="')}" r="3" fill="${colour}"/>`);
  const [left, height] = [RIGHT + 16, FRAME.top + 12 + at * 20];
  return [
    `<polyline points="${places.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>${dots.join('')}`,
    `<path d="M${left} ${height - 4}h18" stroke="${colour}" stroke-width="2"/>${text(left + 24, height, name, '')}`,
  ].join('\n');
}

/** From 0 at the left to 1 at the right. @param {number} value @param {number[]} xs @param {boolean} isDoubling */
function place(value, xs, isDoubling) {
  const last = xs.at(-1) ?? 1;
  if (!isDoubling) return last === 0 ? 0 : value / last;
  const first = xs[0] ?? 1;
  return last === first ? 0.5 : Math.log(value / first) / Math.log(last / first);
}

/** About five steps of 1, 2 or 5 times a power of ten. @param {number} most */
function tickStep(most) {
  if (most <= 0) return 1;
  const power = 10 ** Math.floor(Math.log10(most / 5));
  return power * ([1, 2, 5].find((factor) => factor * power >= most / 5) ?? 10);
}

/** Those whose labels do not run into the one before. @param {number[]} xs @param {(value: number) => number} across */
function apart(xs, across) {
  /** @type {number[]} */
  const kept = [];
  for (const value of xs) {
    const last = kept.at(-1);
    if (last === undefined || across(value) - across(last) >= 24) kept.push(value);
  }
  return kept;
}

/** @param {number} tick @param {number} step */
function tickText(tick, step) {
  return tick.toFixed(Math.max(0, -Math.floor(Math.log10(step))));
}

/** @param {number} x @param {number} y @param {string} content @param {string} attributes */
function text(x, y, content, attributes) {
  return `<text x="${round(x)}" y="${round(y)}" fill="#222" ${attributes}>${xmlText(content)}</text>`;
}

/** @param {number} value */
function round(value) {
  return Math.round(value * 10) / 10;
}

/** @param {string} content */
function xmlText(content) {
  return content.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
