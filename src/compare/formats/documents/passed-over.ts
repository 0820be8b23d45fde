import {hidesRecords} from '../../../core/passed-over.ts';
import {passedOverText} from '../../../format/passed-over.ts';
import type {SidePassedOver} from '../../side-passed-over.ts';

/** What one side did not look at. `partial`: records may lie in it, so the side was not read whole. */
export interface PassedOverDocument extends SidePassedOver {
  readonly partial: boolean;
}

export function passedOverDocument(found: SidePassedOver): PassedOverDocument {
  const {side, kind, project, count, example} = found;
  return {side, kind, project, count, example, partial: hidesRecords(found)};
}

/** `control did not look at 2 links that lead outside the data dir, such as p/x`. */
export function passedOverSentence(found: PassedOverDocument): string {
  return `${found.side} did not look at ${passedOverText(found)}${found.partial ? ', and so was not read whole' : ''}`;
}
