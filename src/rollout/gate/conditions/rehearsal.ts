import {shellWord} from '../../../core/shell-word.ts';
import {DAY_MILLISECONDS, durationText, instantOf} from '../ledger-time.ts';
import {counted, isAmount, type Judge, judged, UNREADABLE} from './judgement.ts';

/** Whoever goes on alone must have seen that there is a way back. The last rehearsal decides, not the best one. */
export const rehearsal: Judge = ({project, acts, now, requirements}) => {
  const need = `one that succeeded, no older than ${counted(requirements.rehearsalDays, 'day')}`;
  if (acts === null) return judged('unknown', UNREADABLE, need);
  const rehearsed = acts
    .filter((act) => act.kind === 'rehearsed' && act.project === project)
    .map(({at, succeeded}) => ({at: instantOf(at), succeeded}));
  const current = instantOf(now);
  if (rehearsed.length === 0)
    return judged('unmet', `none; rehearse with: lse rollout rehearse ${shellWord(project)}`, need);
  const unreadable = rehearsed.some(({at}) => at === null);
  if (unreadable || current === null || !isAmount(requirements.rehearsalDays))
    return judged('unknown', 'not known', need);
  const last = rehearsed.reduce((latest, {at}) => Math.max(latest, at ?? latest), -Infinity);
  if (rehearsed.some(({at, succeeded}) => at === last && succeeded !== true))
    return judged('broken', 'the last one failed', need);
  const old = Math.max(0, current - last);
  const isFresh = old <= requirements.rehearsalDays * DAY_MILLISECONDS;
  return judged(isFresh ? 'met' : 'unmet', `the last one was ${durationText(old)} ago`, need);
};
