/** What a file is by its first bytes: how to read it, or why it cannot be read and what to do: one line that goes on from its name. */
export type FileKind = 'parquet' | 'zip' | 'gzip' | 'json' | {readonly reason: string};

/** As much of a file as must be looked at. */
export const HEAD_BYTES = 512;

/** Of the formats that begin with bytes of their own. */
const MARKS: readonly (readonly [mark: string, at: number, reason: string])[] = [
  ['(\xb5/\xfd', 0, 'is packed with zstd; unpack it first: zstd -d FILE'],
  ['BZh', 0, 'is packed with bzip2; unpack it first: bunzip2 FILE'],
  ['\xfd7zXZ\0', 0, 'is packed with xz; unpack it first: unxz FILE'],
  ['\x04"M\x18', 0, 'is packed with lz4; unpack it first: unlz4 FILE'],
  ["7z\xbc\xaf'\x1c", 0, 'is a 7-Zip archive; unpack it first: 7z x FILE'],
  ['Rar!', 0, 'is a RAR archive; unpack it first: unrar x FILE'],
  ['ustar', 257, 'is a tar archive; unpack it first: tar xf FILE, and import the folder'],
  ['SQLite format 3\0', 0, 'is an SQLite database; a table of runs is read by: lse db migrate --adopt'],
  ['ARROW1', 0, 'is an Arrow file; write it as Parquet or JSON lines'],
  ['Obj\x01', 0, 'is an Avro file; write it as Parquet or JSON lines'],
  ['ORC', 0, 'is an ORC file; write it as Parquet or JSON lines'],
  ['%PDF', 0, 'is a PDF, which holds no runs'],
];

const UTF16 = 'is text in UTF-16, and JSON is UTF-8; convert it: iconv -f UTF-16 -t UTF-8 FILE > converted.json';
const OFFICE = 'is an Office document, such as an Excel workbook; export the runs themselves as JSON or Parquet';

/** By its content alone. `head` is all of a short file. */
export function fileKind(head: Buffer): FileKind {
  const text = head.toString('latin1');
  if (text.startsWith('PAR1') || text.startsWith('PARE')) return 'parquet';
  if (/^PK(?:\x03\x04|\x05\x06|\x07\x08)/.test(text))
    return text.includes('[Content_Types].xml') ? {reason: OFFICE} : 'zip';
  if (text.startsWith('\x1f\x8b')) return 'gzip';
  // The bytes of a mark in the middle may be those of a text that a run holds.
  const isJson = /^\s*[[{]/.test(text);
  for (const [mark, at, reason] of MARKS) if (text.startsWith(mark, at) && !(isJson && at > 0)) return {reason};
  if (/^(?:\xff\xfe|\xfe\xff|[\s[{]\0|\0[\s[{])/.test(text)) return {reason: UTF16};
  if (text.includes('\0')) return {reason: 'is binary, and nothing that holds runs'};
  return textKind(text.replace(/^\xef\xbb\xbf/, '').trimStart());
}

function textKind(text: string): FileKind {
  if (text === '' || text.startsWith('{') || text.startsWith('[')) return 'json';
  if (text.startsWith('<')) return {reason: 'is HTML or XML, as a page that was saved; download the runs as JSON'};
  const [line = ''] = text.split('\n', 1);
  if (/^[^,;\t]+(?:[,;\t][^,;\t]*)+$/.test(line.trim())) {
    return {reason: 'looks like CSV, which loses what a run is nested in; export JSON or Parquet'};
  }
  return {reason: 'is text and no JSON'};
}
