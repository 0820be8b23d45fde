import {existsSync, renameSync} from 'node:fs';

let moved = 0;

/**
 * What the last run wrote is moved out of the way. Not removed: for minutes after that ext4 looks long for a number that no file had of
 * late, so that to create one takes ten times as long.
 *
 * @param {string} directory
 */
export function freshDirectory(directory) {
  return {
    prepare: () => {
      moved += 1;
      if (existsSync(directory)) renameSync(directory, `${directory}-${moved}`);
    },
    prepared: 'what the last run wrote is moved out of the way',
  };
}
