/** What to do if a directory cannot be written, by what the system said. */
const HINTS: Readonly<Record<string, string>> = {
  ENOSPC: 'Free some space, or name a directory on another disk with --out DIR. See: df -h',
  EDQUOT: 'Free some space, or name a directory on another disk with --out DIR. See: quota',
  EFBIG: 'Allow larger files, for example with: ulimit -f unlimited',
  EMFILE: 'Allow more open files, for example with: ulimit -n 1024',
};

export function outputHint(code: string): string {
  return HINTS[code] ?? 'Name another one with --out DIR.';
}
