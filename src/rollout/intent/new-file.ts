import {randomBytes} from 'node:crypto';
import {stageNames} from '../stage.ts';
import {defaultIntent} from './default-intent.ts';

/** A word by which shares are told apart; each file has its own. */
export function newSalt(): string {
  return randomBytes(4).toString('hex');
}

/** The text of a file that intends what there is without one. */
export function newFile(salt: string): string {
  return `# Which source answers the reports of each project: ${stageNames.join(', ')}. See docs/rollout-file.md of lse.
lse: 1
# Which projects a share takes follows from this word and their names. Another word takes others.
salt: "${salt}"
default: ${defaultIntent.default}
`;
}
