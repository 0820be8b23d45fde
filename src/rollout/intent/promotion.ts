import type {CalendarDate} from '../../core/calendar-date.ts';
import {UsageError} from '../../core/errors.ts';
import {escapeControlCharacters} from '../../format/control-characters.ts';
import {compareStages, type StageName} from '../stage.ts';
import {type ChangedText, changeFile, previewChange} from './changed-file.ts';
import {defaultIntent} from './default-intent.ts';
import {editedIntent, type StageChange} from './edited-intent.ts';
import {entryOf, intendedStage, stageAbove} from './intended-stage.ts';
import type {Intent} from './intent.ts';
import {intentOfText} from './intent-file.ts';
import {newFile, newSalt} from './new-file.ts';
import {isPattern} from './project-pattern.ts';
import {WHOLE} from './share.ts';

/** One project's way up or down, as a person asks for it. */
export interface StageRequest {
  /** The file of intents. */
  readonly path: string;
  readonly project: string;
  readonly today: CalendarDate;
  /** True changes nothing, and gives the change back alone. */
  readonly isPreview?: boolean;
  readonly share?: number;
  readonly until?: string;
}

/** What became of it: the stages that the file intended before and now intends, and its texts. */
export interface StageMove extends ChangedText {
  readonly path: string;
  readonly from: StageName;
  readonly to: StageName;
}

/**
 * Moves a project to the next stage or to the one that is asked for. Nothing is asked of the gate here: whoever asked it names the
 * stage that it was asked about, since another process may have moved the project meanwhile.
 *
 * @throws UsageError if the project is there already, or ConfigError, LseError of the file, which then is as it was
 */
export async function promote(request: StageRequest & {readonly to?: StageName}): Promise<StageMove> {
  return move(request, 'Promoted', (from) => {
    const to = request.to ?? stageAbove(from);
    if (to !== null && compareStages(to, from) > 0) return to;
    throw new UsageError(
      to === null || to === from
        ? `The project '${request.project}' is at ${from} already.`
        : `The project '${request.project}' is at ${from}, which is above ${to}.`,
      to === null || to === from
        ? 'See where every project stands with: lse rollout status'
        : `Go back with: lse rollout rollback ${request.project} --to ${to}`,
    );
  });
}

/** Moves a project back, to `file` unless another stage is asked for. Neither gate nor ledger nor database has a say. */
export async function rollback(request: StageRequest & {readonly to?: StageName}): Promise<StageMove> {
  return move(request, 'Rolled back', (from) => {
    const {to = 'file', project} = request;
    if (compareStages(to, from) < 0) return to;
    throw new UsageError(
      `The project '${project}' is at ${from}, and ${to} is not below that.`,
      'See where every project stands with: lse rollout status',
    );
  });
}

/** Has the file say a stage of a project, whatever it said before. */
export async function setStage(request: StageRequest & {readonly to: StageName}): Promise<StageMove> {
  return move(request, 'Set', () => request.to);
}

async function move(request: StageRequest, verb: string, choose: (from: StageName) => StageName): Promise<StageMove> {
  const {path, project, isPreview = false} = request;
  const salt = newSalt();
  // Made again for each attempt; the last one is the one that counts.
  const moves: {from: StageName; to: StageName}[] = [];
  const edit = (text: string | null): string => {
    const intent = text === null ? defaultIntent : intentOfText(path, text);
    const {stage: from} = intendedStage(intent, project);
    const to = choose(from);
    moves.push({from, to});
    return editedIntent(path, text ?? newFile(salt), {
      project,
      stage: to,
      ...sharePart(request, intent),
      ...(request.until === undefined ? {} : {until: request.until}),
      salt,
      note: noteOf(verb, request, intent),
    });
  };
  const changed = await (isPreview ? previewChange(path, edit) : changeFile(path, edit));
  const {from, to} = moves.at(-1) as {from: StageName; to: StageName};
  return {...changed, path, from, to};
}

/** An entry for one project, whose share leaves the project out, would not move it: then it gets all of it. */
function sharePart({share, project}: StageRequest, intent: Intent): Pick<StageChange, 'share'> {
  if (share !== undefined) return {share};
  const entry = entryOf(intent, project);
  if (entry === null || isPattern(entry.project) || intendedStage(intent, project).isInShare) return {};
  return {share: WHOLE};
}

function noteOf(verb: string, {project, today}: StageRequest, intent: Intent): string {
  const entry = entryOf(intent, project);
  const before = entry === null ? 'the default' : `the entry ${entry.project}`;
  return escapeControlCharacters(`${verb} by itself on ${today}. Before, ${before} decided.`);
}
