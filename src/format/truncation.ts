const ELLIPSIS = '...';

/** The text, or as much of it as fits, with `...` behind it. Both lengths are in code points, so that none is cut in two. */
export function truncate(text: string, most: number): string {
  if (text.length <= most) return text;
  const codePoints = [...text];
  if (codePoints.length <= most) return text;
  return codePoints.slice(0, most - ELLIPSIS.length).join('') + ELLIPSIS;
}
