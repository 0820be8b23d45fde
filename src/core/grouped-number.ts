/** A whole number as a person reads it: `5,802`. Node needs 9 ms for its first number by the rules of a language, so this does without. */
export function groupedNumber(number: number): string {
  return String(number).replace(/\B(?=(?:\d{3})+$)/g, ',');
}
