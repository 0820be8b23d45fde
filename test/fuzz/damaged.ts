import fc from 'fast-check';

const PIECES = [
  '"',
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '0',
  '-',
  '.',
  'e',
  'u',
  ' ',
  '\n',
  '\0',
  '',
  'é',
  'null',
  '1e400',
  '\ufeff',
];

interface Damage {
  readonly place: number;
  readonly cut: number;
  readonly piece: string;
}

const damages: fc.Arbitrary<readonly Damage[]> = fc.array(
  fc.record({place: fc.nat(), cut: fc.nat(3), piece: fc.constantFrom(...PIECES)}),
  {maxLength: 3},
);

/** Texts, most of them with pieces cut out and put in. */
export function damagedText(texts: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.tuple(texts, damages).map(([text, all]) =>
    all.reduce((damaged, {place, cut, piece}) => {
      const at = place % (damaged.length + 1);
      return damaged.slice(0, at) + piece + damaged.slice(at + cut);
    }, text),
  );
}

const byteDamages = fc.array(fc.record({place: fc.nat(), cut: fc.nat(2), bytes: fc.uint8Array({maxLength: 2})}), {
  maxLength: 2,
});

/** Bytes, some of them other ones: what is no UTF-8, and what is another text. */
export function damagedBytes(source: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Buffer> {
  return fc.tuple(source, byteDamages).map(([bytes, all]) =>
    all.reduce<Buffer>((damaged, {place, cut, bytes: inserted}) => {
      const at = place % (damaged.length + 1);
      return Buffer.concat([damaged.subarray(0, at), inserted, damaged.subarray(at + cut)]);
    }, ownMemory(bytes)),
  );
}

/** A piece of memory of its own, as files are read into. */
export function ownMemory(bytes: Uint8Array): Buffer {
  const own = Buffer.allocUnsafeSlow(bytes.length);
  own.set(bytes);
  return own;
}
