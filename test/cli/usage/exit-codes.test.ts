import {readFileSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {expect, it} from '@jest/globals';
import trouble from '../../../bin/trouble.js';
import {exitCodes} from '../../../src/cli/usage/exit-codes.ts';
import {everyCommand, OF_PROGRAM} from '../../support/commands.ts';

const contract = readFileSync(fileURLToPath(new URL('../../../docs/contract.md', import.meta.url)), 'utf8');

it('are known of every command, and of no other', () => {
  expect(Object.keys(exitCodes).sort()).toEqual([...OF_PROGRAM, ...everyCommand.map(([name]) => name)].sort());
});

it('have trouble where the program has it', () => {
  for (const [name, codes] of Object.entries(exitCodes)) {
    expect([name, 2 in codes ? 2 : 1]).toEqual([name, trouble.troubleCode(name.split(' '))]);
  }
});

it('are those of the table in the contract', () => {
  const [, ...rows] = (/\| Command \| 0 \|[^\n]*\n((?:\|[^\n]*\n)+)/.exec(contract)?.[1] ?? '').split('\n');
  const inTable = new Map<string, string[]>();
  for (const row of rows.filter((line) => line !== '')) {
    const [names = '', ...cells] = row.split('|').slice(1, -1);
    const codes = cells.flatMap((cell, code) => (cell.trim() === '' ? [] : [String(code)]));
    for (const [, name = ''] of names.matchAll(/`([^`]+)`/g)) inTable.set(name, codes);
  }
  const known = Object.entries(exitCodes).map(([name, codes]): [string, string[]] => [name, Object.keys(codes)]);
  expect(new Map([...inTable].sort())).toEqual(new Map(known.sort()));
});
