import type {Entry} from 'yauzl';
import type {LocalZone} from '../extraction/local-zone.ts';
import type {GivenSkip} from '../given.ts';
import type {SourceFile} from '../source-file.ts';
import type {DiskFile} from './disk-file.ts';
import {isPassedOver} from './listed-files.ts';
import {BOMB_TEXT, DamagedFile, isBomb, PackedFile} from './packed-file.ts';
import type {Scratch} from './scratch.ts';

const STORED = 0;
const DEFLATED = 8;
/** In the upper half of an entry's attributes, an archive of Unix has the kind of file. */
const KIND_OF_FILE = 0o170000;
const LINK = 0o120000;
/** Extra fields that hold a time which is no local one. */
const TIMES: ReadonlySet<number> = new Set([0x5455, 0x000a]);

/**
 * The files of a zip archive in its order, and what of it cannot be read. Nothing is unpacked to a path of the archive's. `zone` is that of
 * the clock that its times are of.
 *
 * @throws DamagedFile for an archive that cannot be read
 */
export async function* zipEntries(
  archive: DiskFile,
  scratch: Scratch,
  zone: LocalZone | null,
): AsyncGenerator<SourceFile | GivenSkip> {
  const yauzl = await import('yauzl');
  const open = () =>
    yauzl.openPromise(archive.location, {
      autoClose: false,
      decodeStrings: false,
      validateEntrySizes: true,
      lazyEntries: true,
    });
  archive.check();
  const zip = await unharmed(open());
  try {
    let unpacked = 0;
    for await (const entry of entriesOf(zip.eachEntry())) unpacked += entry.uncompressedSize;
    if (isBomb(unpacked, archive.size)) throw new DamagedFile(BOMB_TEXT);
    const again = await unharmed(open());
    try {
      for await (const entry of entriesOf(again.eachEntry())) {
        const name = yauzl.getFileNameLowLevel(
          entry.generalPurposeBitFlag,
          entry.fileNameRaw,
          entry.extraFields,
          false,
        );
        archive.count(entry.compressedSize);
        const nameFault = yauzl.validateFileName(name);
        if (name.endsWith('/') || (nameFault === null && name.split('/').some(isPassedOver))) continue;
        const reason = refusalOf(entry, nameFault);
        const place = {file: `${archive.name}/${name}`, line: null};
        if (reason !== null) yield {kind: 'skip', place, reason};
        else {
          const packing = {
            kind: entry.compressionMethod === STORED ? ('none' as const) : ('deflate' as const),
            packedBytes: entry.compressedSize,
            unpackedBytes: entry.uncompressedSize,
            packed: () => rawBytes(again.openReadStreamPromise(entry, {decodeFileData: false})),
          };
          const path = [...archive.path, ...name.split('/')];
          yield new PackedFile({name: place.file, path, modifiedAt: timeOf(entry, zone)}, packing, scratch);
        }
      }
    } finally {
      again.close();
    }
    archive.count(archive.size);
    archive.check();
  } finally {
    zip.close();
  }
}

async function* entriesOf(entries: AsyncIterableIterator<Entry>): AsyncGenerator<Entry> {
  try {
    yield* entries;
  } catch (error) {
    throw damaged(error);
  }
}

async function* rawBytes(opened: Promise<AsyncIterable<Uint8Array>>): AsyncGenerator<Uint8Array> {
  try {
    yield* await opened;
  } catch (error) {
    throw damaged(error);
  }
}

async function unharmed<T>(opened: Promise<T>): Promise<T> {
  try {
    return await opened;
  } catch (error) {
    throw damaged(error);
  }
}

function damaged(error: unknown): DamagedFile {
  return error instanceof DamagedFile ? error : new DamagedFile(`is damaged: ${(error as Error).message}`);
}

/** Why an entry is not read; null if it is. `nameFault` is what is wrong with its name. */
function refusalOf(entry: Entry, nameFault: string | null): string | null {
  if (nameFault !== null) return 'has a name that leads out of its archive';
  if (((entry.externalFileAttributes >>> 16) & KIND_OF_FILE) === LINK)
    return 'is a link, which an archive cannot follow';
  if (entry.isEncrypted()) return 'is encrypted; unpack the archive yourself and import the folder';
  const method = entry.compressionMethod;
  if (method === STORED || method === DEFLATED) return null;
  return `is packed by method ${method} of zip, which is not read; unpack the archive yourself and import the folder`;
}

/** Most archives have the time of a clock without its zone, to two seconds. */
function timeOf(entry: Entry, zone: LocalZone | null): string {
  const date = entry.getLastModDate({timezone: 'UTC'});
  const isLocal = !entry.extraFields.some(({id}) => TIMES.has(id));
  if (zone === null || !isLocal) return date.toISOString();
  return new Date(zone.toUtc(date.getTime() / 1000).seconds * 1000).toISOString();
}
