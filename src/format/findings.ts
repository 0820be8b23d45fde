import {type Finding, type FindingState, worstState} from '../core/finding.ts';
import {escapeControlCharacters} from './control-characters.ts';

const CONCLUSIONS: Readonly<Record<FindingState, string>> = {
  ok: 'Everything is in place.',
  warning: 'Everything works; look at the warnings.',
  wrong: 'Something is wrong. Correct it, then look again with: lse doctor',
};
/** As wide as the longest state. */
const STATE_WIDTH = 'warning'.length;

/** Each finding in one line below its topic, with what to do about it in the next line; at the end the verdict on all findings. */
export function formatFindings(findings: readonly Finding[]): string {
  const lines: string[] = [];
  for (const topic of new Set(findings.map((finding) => finding.topic))) {
    lines.push(topic);
    for (const {state, message, next} of findings.filter((finding) => finding.topic === topic)) {
      lines.push(`  ${state.padEnd(STATE_WIDTH)}  ${shown(message)}`);
      if (next !== null) lines.push(`  ${' '.repeat(STATE_WIDTH)}  Next: ${shown(next)}`);
    }
    lines.push('');
  }
  return [...lines, CONCLUSIONS[worstState(findings)], ''].join('\n');
}

function shown(text: string): string {
  return escapeControlCharacters(text).toWellFormed();
}

/** The same, masked by `mask`: a message may quote what somebody wrote in the wrong place. */
export function maskedFinding(finding: Finding, mask: (text: string) => string): Finding {
  return {...finding, message: mask(finding.message), next: finding.next === null ? null : mask(finding.next)};
}
