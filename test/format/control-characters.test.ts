import {expect, it} from '@jest/globals';
import {escapeControlCharacters, escapeOutput} from '../../src/format/control-characters.ts';

it('escapes C0, DEL and C1', () => {
  expect(escapeControlCharacters('\u0000\t\n\u001b[31m\u001f\u007f\u0080\u0085\u009f')).toBe(
    '\\u0000\\u0009\\u000a\\u001b[31m\\u001f\\u007f\\u0080\\u0085\\u009f',
  );
});

it('leaves every other character', () => {
  expect(escapeControlCharacters(' ~\u00a0é😀\\u001b')).toBe(' ~\u00a0é😀\\u001b');
});

/** Of all characters, those that Unicode calls controls, separators of lines or bidirectional controls. */
const CONTROLS = /[\p{Control}\p{Line_Separator}\p{Paragraph_Separator}\p{Bidi_Control}]/u;
const everyCharacter = Array.from({length: 0x10000}, (_, unit) => String.fromCharCode(unit));

it('escapes exactly what Unicode says can drive a terminal, break a line or turn text around', () => {
  const changed = everyCharacter.filter((character) => escapeControlCharacters(character) !== character);
  expect(changed).toEqual(everyCharacter.filter((character) => CONTROLS.test(character)));
  expect(changed).toHaveLength(32 + 33 + 2 + 12);
});

it('leaves the line feeds of an output, and its colours if it may have any', () => {
  const whole = everyCharacter.filter((character) => escapeOutput(character, {colour: false}) === character);
  expect(whole.filter((character) => CONTROLS.test(character))).toEqual(['\n']);
  const text = '\u001b[1;31mred\u001b[0m \u001b[2J \u001b]0;title\u0007 \u009b31m\n';
  expect(escapeOutput(text, {colour: true})).toBe(
    '\u001b[1;31mred\u001b[0m \\u001b[2J \\u001b]0;title\\u0007 \\u009b31m\n',
  );
  expect(escapeOutput(text, {colour: false})).toBe(
    '\\u001b[1;31mred\\u001b[0m \\u001b[2J \\u001b]0;title\\u0007 \\u009b31m\n',
  );
});

it('says the same value in JSON', () => {
  const value = {[everyCharacter.join('')]: everyCharacter};
  const text = escapeOutput(JSON.stringify(value, null, 2), {colour: false});
  expect(JSON.parse(text)).toEqual(value);
  expect(text.replaceAll('\n', '')).not.toMatch(CONTROLS);
});
