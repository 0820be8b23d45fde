import {markup} from './markup.ts';

/**
 * All of the page's looks. Each colour is a pair of ground and ink with a contrast of at least 4.5; `data` of any length
 * breaks or scrolls in its own box, so that the page never gets wider than the window.
 */
export const style = markup`<style>
:root {
  color-scheme: light dark;
  --page: #f5f6f8; --card: #fff; --ink: #1b2330; --muted: #535d6b; --line: #dde1e7; --head: #f0f2f5; --link: #1a56b0;
  --matched: #d9efdf; --matched-ink: #17502d; --mismatched: #b3261e; --mismatched-ink: #fff;
  --waived: #f8dd9a; --waived-ink: #4f3700; --inconclusive: #dcd3f5; --inconclusive-ink: #40297f;
  --empty: #e4e7ec; --empty-ink: #465060; --fault: #a8201a; --fine: #1a6337; --gone: #fbe3e1; --gone-ink: #7d1813; --new: #ddf2e3;
  --control: #1f62b5; --candidate: #c2570c;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --page: #10141a; --card: #181d25; --ink: #e3e7ed; --muted: #a2adbb; --line: #2e3641; --head: #202731; --link: #8ab8ff;
    --matched: #1c4730; --matched-ink: #cbf0d8; --mismatched: #f0847c; --mismatched-ink: #2b0502;
    --waived: #6b5110; --waived-ink: #ffedc2; --inconclusive: #46387a; --inconclusive-ink: #e9e1ff;
    --empty: #2c343f; --empty-ink: #c3ccd8; --fault: #ff9d96; --fine: #86d9a3; --gone: #46201f; --gone-ink: #ffd2ce; --new: #173a26;
    --control: #6ea8fe; --candidate: #ffa45c;
  }
}
* { box-sizing: border-box; }
html { scroll-padding-top: 12px; -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--ink); overflow-wrap: anywhere;
  font: 14px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  font-variant-numeric: tabular-nums;
}
main { max-width: 1320px; margin: 0 auto; padding: 20px; }
h1, h2, h3, p, dl, dd, ul { margin: 0; }
h1 { font-size: 28px; line-height: 1.2; letter-spacing: -.01em; }
.conclusion { display: inline-block; }
.conclusion::first-letter { text-transform: uppercase; }
h2 { font-size: 17px; line-height: 1.3; margin-bottom: 8px; }
h3 { font-size: 14px; line-height: 1.4; }
a { color: var(--link); }
a:focus-visible, [tabindex]:focus-visible, summary:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
code, pre { font: 12px/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; }
code { white-space: pre-wrap; unicode-bidi: isolate; }
main > section, .banner { background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 18px 20px; margin-bottom: 16px; }
.note { color: var(--muted); font-size: 13px; }
.absent { color: var(--muted); font-size: 13px; }
.fault { color: var(--fault); }
.fine { color: var(--fine); }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }

.banner { --ground: var(--empty); --on: var(--empty-ink); border: 0; border-left: 6px solid; background: var(--ground); color: var(--on); }
.banner.the-same { --ground: var(--matched); --on: var(--matched-ink); }
.banner.the-same-under-waivers { --ground: var(--waived); --on: var(--waived-ink); }
.banner.different { --ground: var(--gone); --on: var(--gone-ink); }
.banner.trouble { --ground: var(--inconclusive); --on: var(--inconclusive-ink); }
.banner .command { font-size: 13px; }
.sides { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 280px), 1fr)); gap: 8px 24px; margin-top: 12px; padding-top: 10px; border-top: 1px solid; }
.sides dt { font-size: 12px; font-weight: 600; }
.sides code { font-size: 13px; }

nav { margin-bottom: 16px; }
nav ul { display: flex; flex-wrap: wrap; gap: 4px 18px; list-style: none; padding: 0 4px; }

.patterns { padding-left: 18px; }
.patterns > li { margin-bottom: 8px; }
.fix { margin: 8px 0 0; white-space: pre-wrap; overflow-wrap: anywhere; }

.parity { font-size: 18px; margin-bottom: 8px; }
.bar { display: flex; gap: 2px; height: 12px; margin-bottom: 14px; border-radius: 6px; overflow: hidden; }
.bar i { flex: 0 1 0; min-width: 3px; }
.numbers { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px 20px; }
.numbers dt { color: var(--muted); font-size: 12px; font-weight: 600; }
.numbers b { display: block; font-size: 22px; line-height: 1.25; font-weight: 600; }
.numbers span { display: block; line-height: 1.35; color: var(--muted); font-size: 13px; }

.matched { background: var(--matched); color: var(--matched-ink); }
.mismatched { background: var(--mismatched); color: var(--mismatched-ink); }
.waived { background: var(--waived); color: var(--waived-ink); }
.inconclusive { background: var(--inconclusive); color: var(--inconclusive-ink); }
.empty { background: var(--empty); color: var(--empty-ink); }
.not-asked { color: var(--muted); }
.symbol { display: inline-block; min-width: 1em; font-weight: 700; text-align: center; }
.badge { display: inline-block; padding: 1px 8px; border-radius: 4px; font-size: 12px; font-weight: 600; line-height: 18px; white-space: nowrap; }
.badge.not-asked { border: 1px solid var(--line); }
.legend { display: flex; flex-wrap: wrap; gap: 6px; list-style: none; padding: 0; margin: 8px 0 12px; }

.scroll { position: relative; overflow-x: auto; max-width: 100%; }
table { border-collapse: collapse; }
th { font-weight: 600; text-align: left; }
.map { border-collapse: separate; border-spacing: 2px; font-size: 12px; }
.map thead th { color: var(--muted); text-align: center; white-space: nowrap; font-size: 11px; }
.map thead [scope="colgroup"] { text-align: left; padding-left: 6px; border-left: 2px solid var(--line); }
.map tbody th, .map thead td { position: sticky; left: 0; background: var(--card); padding-right: 10px; line-height: 1.3; z-index: 1; }
.map tbody th > * { display: block; width: max-content; max-width: 180px; }
.map tbody td { width: 30px; min-width: 30px; height: 36px; padding: 0; border-radius: 4px; text-align: center; line-height: 1.15; font-size: 11px; }
.map tbody td > span:not(.unseen), .map a { display: block; }
.map a { color: inherit; text-decoration: none; padding: 4px 0; border-radius: 4px; }
.map a:hover span:last-child { text-decoration: underline; }
.map .symbol { display: block; font-size: 12px; }

.plain { width: 100%; font-size: 13px; }
.plain th, .plain td { padding: 5px 14px 5px 0; border-bottom: 1px solid var(--line); vertical-align: top; min-width: 52px; }
.plain thead th { color: var(--muted); font-size: 12px; white-space: nowrap; }
.plain tbody tr:last-child > * { border-bottom-color: transparent; }
.figures { width: auto; }
.figures td, .figures thead th:not(:first-child) { text-align: right; white-space: nowrap; }
.figures tbody th { min-width: 104px; }
.slowest tbody th { min-width: 190px; }
.differences, .records { table-layout: fixed; min-width: 900px; }
.differences thead :nth-child(1) { width: 44px; }
.differences thead :nth-child(2) { width: 19%; }
.differences thead :nth-child(5) { width: 12%; }
.differences thead :nth-child(6) { width: 26%; }
.differences thead :nth-child(7) { width: 110px; }
.records thead :nth-child(1) { width: 26%; }
.records thead :nth-child(2) { width: 20%; }
.records th[scope="rowgroup"] { font-weight: 400; border-bottom: 0; }
.records th[scope="row"] { font-weight: 400; color: var(--muted); }
.records tbody:not(:last-child) tr:last-child > *, .records tbody:not(:last-child) [scope="rowgroup"] { border-bottom: 1px solid var(--muted); }
.waivers { min-width: 1000px; }
.short { white-space: nowrap; }
.number { display: inline-block; min-width: 1.4em; font-weight: 600; color: var(--muted); }
.format { color: var(--muted); font-size: 12px; }
.bare { list-style: none; padding: 0; }
.bare code { display: inline-block; }

.dot { display: inline-block; width: 9px; height: 9px; margin-right: 6px; }
.dot.control { background: var(--control); border-radius: 50%; }
.dot.candidate { background: var(--candidate); }
.chart { margin: 14px 0; }
.chart figcaption { font-size: 13px; }
.chart figcaption .dot.candidate { margin-left: 14px; }
.chart svg { display: block; width: 100%; min-width: 640px; height: auto; }
.chart text { fill: var(--muted); font-size: 11px; }
.grid, .tick { stroke: var(--line); fill: none; }
.series { fill: none; stroke-width: 5; stroke-opacity: .8; }
.series.control { stroke: var(--control); stroke-linecap: round; }
.series.candidate { stroke: var(--candidate); stroke-linecap: square; stroke-width: 4; }

.result { border-top: 1px solid var(--line); padding: 14px 0; }
.result:target { box-shadow: -20px 0 0 -16px var(--link); }
tbody:target, tr:target { background: var(--head); }
.result > p { margin-top: 4px; max-width: 110ch; }
details, * + h3 { margin-top: 10px; }
summary { cursor: pointer; font-weight: 600; padding: 3px 0; }
details > .scroll { margin-top: 4px; }
.diff { margin: 4px 0 0; padding: 8px 0; overflow-x: auto; background: var(--head); border-radius: 6px; }
.diff span { display: block; width: max-content; min-width: 100%; padding: 0 12px; }
.diff .gone { background: var(--gone); }
.diff .new { background: var(--new); }
.diff .hunk { color: var(--muted); }
.back { font-size: 13px; }

@media (max-width: 640px) {
  main { padding: 10px; }
  main > section, .banner { padding: 14px; border-radius: 6px; }
  h1 { font-size: 24px; }
  .numbers { grid-template-columns: repeat(2, 1fr); }
  .map tbody th > * { max-width: 96px; }
}
@page { size: landscape; margin: 12mm; }
@media print {
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  body { background: none; font-size: 13px; }
  main { max-width: none; padding: 0; }
  main > section { border: 0; padding: 0; }
  nav, .back { display: none; }
  .scroll, .diff { overflow: visible; }
  .diff span { width: auto; white-space: pre-wrap; }
  .map { width: 100%; table-layout: fixed; border-spacing: 1px; }
  .map thead td { width: 110px; }
  .map tbody td, .map tbody td .symbol { width: auto; min-width: 0; font-size: 8px; }
  .map tbody th > * { width: auto; }
  .differences, .records, .waivers { min-width: 0; }
  tr, .banner, .chart { break-inside: avoid; }
  h2, h3, summary { break-after: avoid; }
  details::details-content { content-visibility: visible; display: block; }
}
</style>`;
