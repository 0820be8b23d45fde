import {extname} from 'node:path';
import {Flags} from '@oclif/core';
import type {Look} from '../compare/formats/text/print.ts';
import {LseError, UsageError} from '../core/errors.ts';
import {samePlace, type WriteOutput, withOutput} from './output-file.ts';
import {pathFault} from './path-text.ts';
import {stdoutLook} from './terminal.ts';

/** Where a result goes, and how it is written there. */
export interface Output<F extends string> {
  readonly format: F;
  /** Null for stdout. */
  readonly path: string | null;
}

/** What the ending of an `--output` says. */
export type Endings<F extends string> = Readonly<Record<string, F>>;

interface Given<F extends string> {
  readonly output?: readonly string[] | undefined;
  /** Undefined unless the user said it. */
  readonly format?: F | undefined;
  readonly json: boolean;
}

export function outputFlag(endings: Endings<string>) {
  return Flags.string({
    description: `Write to this file instead of stdout; may be repeated, - is stdout. ${waysText(endings)}`,
    helpValue: 'FILE',
    multiple: true,
  });
}

/** What stands before the colon of `FORMAT:FILE`. One letter is a drive of Windows. */
const PREFIX = /^([a-z][a-z]+):(.*)$/is;
/** What people take for an ending. Other texts behind a period are part of a name. */
const ENDING = /^\.[a-z0-9]{1,8}$/i;

/**
 * The outputs that the flags name: each `--output` as `FORMAT:FILE`, or as a FILE whose ending says the format; without one, stdout.
 * A file without an ending is written as `--format` says, else as text; `-` is stdout.
 *
 * @param endings the format of each ending; `text` is among them
 * @throws UsageError if an output names no format or no file, if `--format` contradicts an ending, or if a place is named twice
 */
export async function parseOutputs<F extends string>(
  {output: texts = [], format, json}: Given<F>,
  endings: Endings<F | 'text' | 'json'>,
): Promise<Output<F | 'text' | 'json'>[]> {
  const asked = json ? 'json' : format;
  if (texts.length === 0) return [{format: asked ?? 'text', path: null}];
  const outputs = texts.map((text) => parseOutput(text, asked, endings));
  const twice = await samePlace(outputs.map(({path}) => path));
  if (twice === null) return outputs;
  const name = twice === '/dev/stdout' ? 'stdout' : twice;
  throw new UsageError(`Two outputs go to ${name}.`, 'Name another file for each --output.');
}

function parseOutput<F extends string>(text: string, asked: F | undefined, endings: Endings<F>): Output<F | 'text'> {
  const fault = pathFault(text);
  if (fault !== null) {
    throw new UsageError(`--output ${fault}.`, 'A database is given with LSE_DATABASE_URL or --database-url.');
  }
  const [, prefix, rest = ''] = PREFIX.exec(text) ?? [];
  if (prefix === undefined) return {format: formatOf(text, asked, endings), path: placeOf(text)};
  const format = Object.values(endings).find((name) => name === prefix.toLowerCase());
  if (format === undefined) {
    throw new UsageError(
      `--output '${text}' begins with '${prefix}:', which is no format.`,
      `${waysText(endings)} A file of that name is given as: --output './${text}'`,
    );
  }
  if (rest === '') throw new UsageError(`--output '${text}' names no file.`, waysText(endings));
  return {format, path: placeOf(rest)};
}

function formatOf<F extends string>(path: string, asked: F | undefined, endings: Endings<F>): F | 'text' {
  if (path === '') throw new UsageError('--output names no file.', waysText(endings));
  const ending = extname(path);
  if (!ENDING.test(ending)) return asked ?? 'text';
  const format = endings[ending.toLowerCase()];
  if (format === undefined && asked === undefined) {
    throw new UsageError(`The ending of --output '${path}' is of no format.`, waysText(endings));
  }
  if (format === undefined || asked === undefined || format === asked) return (format ?? asked) as F;
  throw new UsageError(
    `--format ${asked} contradicts the ending of --output '${path}'.`,
    `Leave --format out, or write: --output '${asked}:${path}'`,
  );
}

/** The formats and their endings, for help and for errors. */
export function waysText(endings: Endings<string>): string {
  const ways = Object.entries(endings).map(([ending, format]) => `${ending} (${format})`);
  return `Endings are ${ways.join(', ')}; with any other write FORMAT:FILE.`;
}

function placeOf(path: string): string | null {
  return path === '-' ? null : path;
}

const FILE_LOOK: Look = {colour: false, columns: null};

interface Place<F extends string> extends Output<F> {
  readonly write: WriteOutput;
}

/** Takes a result and writes it to every output. */
export type WriteOutputs<F extends string> = (
  format: (format: F, look: Look) => string | Iterable<string> | Promise<string | Iterable<string>>,
) => Promise<void>;

/**
 * Runs `work` with all places opened, each as `withOutput` does it. A place that fails keeps the result from none of the others.
 *
 * @throws LseError that names the outputs which were not written, and those which were
 */
export async function withOutputs<F extends string, T>(
  outputs: readonly Output<F>[],
  work: (write: WriteOutputs<F>) => Promise<T>,
): Promise<T> {
  const opened = (rest: readonly Output<F>[], places: readonly Place<F>[]): Promise<T> => {
    const [output, ...others] = rest;
    if (output === undefined) return work((format) => writeAll(places, format));
    return withOutput(output.path ?? undefined, (write) => opened(others, [...places, {...output, write}]));
  };
  return opened(outputs, []);
}

async function writeAll<F extends string>(
  places: readonly Place<F>[],
  format: Parameters<WriteOutputs<F>>[0],
): Promise<void> {
  const failures: LseError[] = [];
  const written: string[] = [];
  for (const place of places) {
    const text = await format(place.format, place.path === null ? stdoutLook() : FILE_LOOK);
    try {
      await place.write(text);
      written.push(place.path ?? 'stdout');
    } catch (error) {
      if (!(error instanceof LseError)) throw error;
      failures.push(error);
    }
  }
  const [first, ...more] = failures;
  if (first === undefined) return;
  if (places.length === 1) throw first;
  const messages = [first, ...more].map(({message}) => message);
  const others = written.length === 0 ? 'No output was written.' : `Written: ${written.join(', ')}.`;
  throw new LseError('LSE_OUTPUT', `${messages.join(' ')} ${others}`, first.hint, {cause: first});
}
