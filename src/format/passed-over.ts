import type {PassedOver, PassedOverKind} from '../core/passed-over.ts';

const WORDS: Readonly<Record<PassedOverKind, readonly [one: string, several: string]>> = {
  'outside-link': ['link that leads outside the data dir', 'links that lead outside the data dir'],
  'broken-link': ['link that leads nowhere', 'links that lead nowhere'],
  'unreadable-directory': ['directory that may not be read', 'directories that may not be read'],
  'undecodable-directory': ['directory whose name is not UTF-8', 'directories whose names are not UTF-8'],
  'other-file': ['file of another ending than .json', 'files of other endings than .json'],
  'special-file': ['FIFO, socket or device', 'FIFOs, sockets or devices'],
  'excluded-project': ['excluded project', 'excluded projects'],
  'unusable-row': ['row that cannot become a record', 'rows that cannot become records'],
  'older-row': ['row of a run of which there is a newer one', 'rows of runs of which there are newer ones'],
  'file-beside-projects': ['file directly in the data dir', 'files directly in the data dir'],
  'file-beside-dates': ['file directly in the directory of a project', 'files directly in the directory of a project'],
  'file-in-other-directory': ['file in a directory that is no date', 'files in directories that are no dates'],
  'file-below-date': ['file in a directory below a date', 'files in directories below a date'],
};

/** What was passed over, with a count and an example. It has no period at the end, since a name may stand there. */
export function passedOverText({kind, count, example}: Pick<PassedOver, 'kind' | 'count' | 'example'>): string {
  const [one, several] = WORDS[kind];
  return count === 1 ? `1 ${one}: ${example}` : `${count} ${several}, such as ${example}`;
}
