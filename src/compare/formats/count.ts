/** `1 record`, `2,000 records`. */
export function counted(count: number, noun: string): string {
  return `${numberText(count)} ${count === 1 ? noun : `${noun}s`}`;
}

/** `5,802`. */
export function numberText(count: number): string {
  return count.toLocaleString('en');
}
