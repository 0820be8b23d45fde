import fc from 'fast-check';
import {AMBIGUOUS_NAMES, CLEAR_NAMES, CLEAR_SHAPES, FIXED_SHAPES, STRICT_SHAPES} from '../format/secret-shapes.ts';

/** A text with a secret in it that has to be masked. */
export interface PlantedSecret {
  readonly text: string;
  readonly secret: string;
}

const character = fc.constantFrom(...'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-');
/** What no text holds otherwise, so that it can be looked for. */
const secret = fc.string({unit: character, minLength: 4, maxLength: 24}).map((middle) => `Q7${middle}9xZ`);

const template = fc.oneof(
  fc.tuple(fc.constantFrom(...STRICT_SHAPES), fc.constantFrom(...CLEAR_NAMES, ...AMBIGUOUS_NAMES)),
  fc.tuple(fc.constantFrom(...CLEAR_SHAPES), fc.constantFrom(...CLEAR_NAMES)),
  fc.tuple(fc.constantFrom(...FIXED_SHAPES), fc.constant('')),
);

/** How texts stand in other texts. */
export const nestings: Readonly<Record<string, (text: string) => string>> = {
  'a JSON string': (text) => JSON.stringify({a: text, b: 1}),
  'JSON in a JSON string': (text) => JSON.stringify({a: JSON.stringify({b: text})}),
  'a parameter': (text) => `https://o.example/?q=${encodeURIComponent(text)}&z=9`,
  "a parameter's parameter": (text) => nested(nested(text)),
  'a Python dict': (text) => `{'input': ${pythonRepr(text)}, 'n': 1}`,
  'an exception': (text) => `ToolException(${pythonRepr(text)})`,
  'a sentence': (text) => `Error: ${text}`,
};

function nested(text: string): string {
  return `https://o.example/?q=${encodeURIComponent(text)}&z=9`;
}

/** As Python prints a string. */
export function pythonRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  return quote + text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll(quote, `\\${quote}`) + quote;
}

export const plantedSecret: fc.Arbitrary<PlantedSecret> = fc
  .tuple(template, secret, fc.array(fc.constantFrom(...Object.values(nestings)), {maxLength: 2}))
  .map(([[shape, name], hidden, around]) => ({
    secret: hidden,
    text: around.reduce((text, wrap) => wrap(text), shape.replaceAll('SECRET', hidden).replaceAll('NAME', name)),
  }));
