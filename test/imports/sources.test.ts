import {appendFile, mkdir, readdir, rm, symlink, truncate, utimes, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {gzipSync} from 'node:zlib';
import {describe, expect, it} from '@jest/globals';
import {ZipFile} from 'yazl';
import {withImportSource} from '../../src/imports/sources/import-source.ts';
import {execFileSync} from '../support/blocking-process.ts';
import {
  type Contents,
  MODIFIED,
  OPTIONS,
  readContents,
  readPaths,
  remarksOf,
  runsOf,
  textsOf,
  writeFiles,
} from '../support/givens.ts';
import {withTemporaryDirectory} from '../support/temporary-directory.ts';

/** What has to be unpacked to be looked at: it begins and ends as Parquet does. */
const PARQUET_LIKE = Buffer.from(`PAR1${'x'.repeat(100)}PAR1`);

const run = (id: string): string => `{"id": "${id}", "run_type": "tool", "status": "success"}`;

/** A zip archive of these files, deflated unless `isStored`. */
async function zipped(contents: Contents, isStored = false): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(contents)) {
    // As Python writes it: the time of a clock.
    zip.addBuffer(Buffer.from(content), name, {
      mtime: new Date(2025, 8, 13, 12, 0, 0),
      compress: !isStored,
      forceDosTimestamp: true,
    });
  }
  zip.end();
  const pieces: Buffer[] = [];
  for await (const piece of zip.outputStream) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}

describe('spans of one trace in several files', () => {
  const TRACE = '0e01bf5000094000800000000000000a';
  const ROOT = '0e01bf50-0009-4000-8000-00000000000a';
  const [root, child] = [
    {spanId: '00000000000000f1'},
    {spanId: '00000000000000f2', parentSpanId: '00000000000000f1'},
  ].map((ids) => JSON.stringify({resourceSpans: [{scopeSpans: [{spans: [{traceId: TRACE, name: 'a', ...ids}]}]}]})) as [
    string,
    string,
  ];
  const parents = (read: Awaited<ReturnType<typeof readContents>>): unknown[] =>
    textsOf(read)
      .map((text) => JSON.parse(text))
      .map(({id, parent_run_id}) => [id, parent_run_id]);
  const CHILD = '00000000-0000-0000-0000-0000000000f2';

  it('know the first span, which ends last and so comes in a later file, as it is rotated', async () => {
    const read = await readContents({'1.jsonl': `${child}\n`, '2.jsonl': `${root}\n`});
    expect(parents(read)).toEqual([
      [CHILD, ROOT],
      [ROOT, null],
    ]);
  });

  it.each([
    ['behind a long message of another kind', `${JSON.stringify({resourceLogs: [{text: 'x'.repeat(600_000)}]})}\n`],
    ['behind a long member of their own message', null],
  ])('know it %s', async (_, before) => {
    const comment = `{"comment":"${'x'.repeat(600)}",`;
    const messages = before === null ? [child, root].map((text) => text.replace('{', comment)) : [child, root];
    const read = await readContents({'1.jsonl': `${before ?? ''}${messages.join('\n')}\n`});
    expect(parents(read)).toEqual([
      [CHILD, ROOT],
      [ROOT, null],
    ]);
  });

  it('know it if it lies in an archive, and beside a file that is damaged', async () => {
    const read = await readContents({
      '1.jsonl': `${child}\n`,
      '2.jsonl.gz': gzipSync(`${root}\n`),
      '3.jsonl.gz': gzipSync(`${root}\n`.repeat(1000)).subarray(0, 60),
      '4.zip': await zipped({'a.jsonl': `${child}\n`}),
    });
    expect(parents(read).slice(0, 2)).toEqual([
      [CHILD, ROOT],
      [ROOT, null],
    ]);
    expect(parents(read).at(-1)).toEqual([CHILD, ROOT]);
    expect(remarksOf(read)).toHaveLength(1);
  });
});

it('that holds the mark of an archive in a text of a run is no archive', async () => {
  const line = run('1').replace('{', `{"text":"${'x'.repeat(257 - '{"text":"'.length)}ustar",`);
  expect(line.indexOf('ustar')).toBe(257);
  const read = await readContents({'runs.jsonl': `${line}\n${run('2')}\n`});
  expect([textsOf(read), remarksOf(read)]).toEqual([[line, run('2')], []]);
});

describe('a directory', () => {
  it('is walked whole, in the order of code points, past what is hidden', async () => {
    const read = await readContents({
      'b/2.json': run('4'),
      'b/10.json': run('3'),
      'a.jsonl': run('1'),
      'a/x/y/deep.txt': run('2'),
      '～.json': run('5'),
      '😀.json': run('6'),
      '.hidden.json': run('x'),
      '.git/a.json': run('x'),
      'b/tmp/a.json': run('x'),
    });
    expect(runsOf(read).map(({place}) => place.file)).toEqual([
      'a/x/y/deep.txt',
      'a.jsonl',
      'b/10.json',
      'b/2.json',
      '～.json',
      '😀.json',
    ]);
    expect(textsOf(read)).toEqual(['2', '1', '3', '4', '5', '6'].map(run));
    expect(remarksOf(read)).toEqual([]);
    expect(read.formats).toEqual({runs: 6});
  });

  it('is left through no link', async () => {
    await withTemporaryDirectory(async (directory) => {
      await writeFiles(directory, {'in/a.json': run('1'), 'in/sub/b.json': run('2'), 'out/c.json': run('3')});
      await symlink('../out', join(directory, 'in/outside'));
      await symlink('../out/c.json', join(directory, 'in/outside.json'));
      await symlink('sub/b.json', join(directory, 'in/inside.json'));
      await symlink('..', join(directory, 'in/sub/round'));
      await symlink('nowhere', join(directory, 'in/broken'));
      execFileSync('mkfifo', [join(directory, 'in/pipe')]);
      const read = await readPaths([join(directory, 'in')], {}, `${directory}/`);
      expect(runsOf(read).map(({place}) => place.file)).toEqual(['in/a.json', 'in/inside.json', 'in/sub/b.json']);
      expect(remarksOf(read)).toEqual([
        'skip in/broken is a link that leads nowhere',
        'skip in/outside is a link that leads out of what is imported; name what it leads to',
        'skip in/outside.json is a link that leads out of what is imported; name what it leads to',
        'skip in/pipe is no regular file',
      ]);
      expect(textsOf(await readPaths([join(directory, 'in/outside')]))).toEqual([run('3')]);
      expect(remarksOf(await readPaths([join(directory, 'in/pipe')], {}, `${directory}/`))).toEqual([
        'skip in/pipe is no regular file; save what it gives to one, or pipe it in: lse import -',
      ]);
    });
  });

  it('may hold names that are no UTF-8', async () => {
    await withTemporaryDirectory(async (directory) => {
      await writeFile(Buffer.concat([Buffer.from(`${directory}/`), Buffer.of(0xe9), Buffer.from('.json')]), run('1'));
      expect(remarksOf(await readPaths([directory]))).toEqual([
        expect.stringMatching(/may have a name that is no UTF-8/),
      ]);
    });
  });
});

it('names every path that is not there, and an ls that runs', async () => {
  await expect(readPaths(['/tmp/no such', '/nowhere/at/all'])).rejects.toMatchObject({
    code: 'LSE_USAGE',
    message: "There are no files or directories '/tmp/no such', '/nowhere/at/all'.",
    hint: 'Look at what is there: ls /tmp',
  });
  await expect(readPaths(['nowhere'])).rejects.toMatchObject({
    message: "There is no file or directory 'nowhere'.",
    hint: 'Look at what is there: ls .',
  });
  await expect(readPaths(['-', '-'])).rejects.toMatchObject({code: 'LSE_USAGE'});
});

describe('what a file is', () => {
  const html = '<!doctype html><html></html>';
  it.each<[string, string | Uint8Array, RegExp]>([
    ['zstd', Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 0, 0), /^is packed with zstd; unpack it first: zstd -d FILE$/],
    ['bzip2', 'BZh91AY', /bunzip2/],
    ['xz', Buffer.from('fd377a585a0000', 'hex'), /unxz/],
    ['lz4', Buffer.from('04224d18', 'hex'), /unlz4/],
    ['7z', Buffer.from('377abcaf271c', 'hex'), /7z x/],
    ['rar', 'Rar!\u001a', /unrar/],
    ['tar', Buffer.concat([Buffer.from('a.json'.padEnd(257, '\0')), Buffer.from('ustar\x0000')]), /tar xf/],
    ['SQLite', 'SQLite format 3\0', /db migrate --adopt/],
    ['Arrow', 'ARROW1\0\0', /Parquet or JSON lines/],
    ['Avro', 'Obj\x01', /Avro/],
    ['ORC', 'ORC', /ORC/],
    ['PDF', '%PDF-1.7', /PDF/],
    [
      'a workbook',
      Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(26), Buffer.from('[Content_Types].xml')]),
      /Excel/,
    ],
    ['UTF-16', Buffer.from(`\ufeff${run('1')}`, 'utf16le'), /iconv -f UTF-16 -t UTF-8/],
    ['UTF-16 without a mark', Buffer.from(run('1'), 'utf16le'), /UTF-16/],
    ['UTF-16, the other way', Buffer.from(run('1'), 'utf16le').swap16(), /UTF-16/],
    ['binary', Buffer.of(1, 2, 0, 3), /^is binary/],
    ['HTML', html, /HTML/],
    ['CSV', 'id,name,inputs\n1,a,{}\n', /looks like CSV/],
    ['text', 'hello world', /^is text and no JSON$/],
  ])('is said by its content: %s', async (_, content, reason) => {
    expect((await readContents({'a.json': content})).givens).toEqual([
      {kind: 'skip', place: {file: 'a.json', line: null}, reason: expect.stringMatching(reason)},
    ]);
    // A name says nothing.
    expect(textsOf(await readContents({'a.parquet': run('1'), 'b.zip': run('2'), c: run('3')}))).toHaveLength(3);
  });
});

describe('an archive', () => {
  it('is read without being unpacked, with the paths in it', async () => {
    const contents = {
      'runs/1.json': run('1'),
      'runs/2.jsonl': `${run('2')}\n${run('3')}`,
      '.hidden': run('x'),
      '__MACOSX/runs/._1.json': run('x'),
      'tmp/1.json': run('x'),
      'notes.txt': 'hello',
      'gone.json.gz': gzipSync(run('4')),
    };
    for (const isStored of [false, true]) {
      const read = await readContents({'may.zip': await zipped(contents, isStored)});
      expect(textsOf(read)).toEqual(['1', '2', '3', '4'].map(run));
      expect(runsOf(read).map(({place}) => place)).toEqual([
        {file: 'may.zip/runs/1.json', line: null},
        {file: 'may.zip/runs/2.jsonl', line: 1},
        {file: 'may.zip/runs/2.jsonl', line: 2},
        {file: 'may.zip/gone.json.gz', line: null},
      ]);
      expect(remarksOf(read)).toEqual(['skip may.zip/notes.txt is text and no JSON']);
      expect(runsOf(read)[0]?.around.extractedAt).toBe('2025-09-13T12:00:00.000Z');
    }
  });

  it('has times of a clock', async () => {
    const read = await readContents({'may.zip': await zipped({'1.json': run('1')})}, {extractedZone: 'Europe/Berlin'});
    expect(runsOf(read)[0]?.around.extractedAt).toBe('2025-09-13T10:00:00.000Z');
  });

  it('of the older tool names project and date', async () => {
    const read = await readContents(
      {'archives/my-project_2025-09-13.zip': await zipped({'r1_101112.json': run('1')})},
      {extractedZone: '+02:00'},
    );
    expect(runsOf(read)[0]?.around).toMatchObject({
      projectName: 'my-project',
      extractedAt: '2025-09-13T08:11:12Z',
      extractedBy: 'export',
    });
  });

  it('may be empty', async () => {
    expect((await readContents({'a.zip': await zipped({})})).givens).toEqual([]);
  });

  it.each<[string, () => Promise<Buffer>, string]>([
    [
      'cut',
      async () => (await zipped({'a.json': run('1')})).subarray(0, 60),
      'is damaged: End of central directory record signature not found. Either not a zip file, or file is truncated.',
    ],
    [
      'within another',
      async () => zipped({'b.zip': await zipped({'a.json': run('1')})}),
      'is an archive within another; unpack it first',
    ],
    [
      'made to fill a disk',
      async () => zipped({'a.json': Buffer.alloc(20_000_000, ' ')}),
      'unpacks to more than 500 times its size, which no traces do; unpack it yourself if you trust it',
    ],
  ])('is skipped: %s', async (_, make, reason) => {
    const [remark] = remarksOf(await readContents({'a.zip': await make()}));
    expect(remark?.replace(/^skip a\.zip(\/b\.zip)? /, '')).toBe(reason);
  });

  it('has entries that are skipped alone', async () => {
    const zip = await zipped({'../a.json': run('x'), 'b.json': run('b')}).catch(() => null);
    // Its writer refuses such a name, so it is put in afterwards.
    expect(zip).toBeNull();
    const bytes = await zipped({'xx/a.json': run('x'), 'b.json': run('b'), 'c.json': run('c'), 'd.json': run('d')});
    const patched = Buffer.from(bytes.toString('latin1').replaceAll('xx/a.json', '../a.json'), 'latin1');
    const entries = [...patched.toString('latin1').matchAll(/PK\x01\x02/g)].map(({index}) => index);
    // Of b the flag of encryption, of c a method that nobody knows, of d what Unix says of a link.
    patched.writeUInt16LE(1, (entries[1] ?? 0) + 8);
    patched.writeUInt16LE(12, (entries[2] ?? 0) + 10);
    patched.writeUInt32LE(0o120777 * 65_536, (entries[3] ?? 0) + 38);
    const read = await readContents({'a.zip': patched});
    expect(remarksOf(read)).toEqual([
      'skip a.zip/../a.json has a name that leads out of its archive',
      'skip a.zip/b.json is encrypted; unpack the archive yourself and import the folder',
      'skip a.zip/c.json is packed by method 12 of zip, which is not read; unpack the archive yourself and import the folder',
      'skip a.zip/d.json is a link, which an archive cannot follow',
    ]);
  });

  it('counts as far as it is whole', async () => {
    const text = Array.from({length: 20_000}, (_, at) => run(`${at}-${(at * 7_919) % 10_007}`)).join('\n');
    const bytes = await zipped({'a.jsonl': text});
    bytes.fill(0xff, 60_000, 60_100);
    const read = await readContents({'a.zip': bytes});
    expect(runsOf(read).length).toBeGreaterThan(1_000);
    expect(remarksOf(read).at(-1)).toMatch(/^skip a.zip\/a.jsonl is damaged: /);
    const wrongSize = await zipped({'a.json': run('1')});
    const entry = wrongSize.indexOf('PK\x01\x02');
    wrongSize.writeUInt32LE(1_000, entry + 24);
    expect(remarksOf(await readContents({'a.zip': wrongSize}))).toEqual([
      'skip a.zip/a.json is damaged: shorter than its archive says',
    ]);
    wrongSize.writeUInt32LE(3, entry + 24);
    expect(remarksOf(await readContents({'a.zip': wrongSize})).at(-1)).toMatch(/longer than its archive says$/);
  });
});

describe('gzip', () => {
  it('is read by its content, and named without its ending', async () => {
    const id = '7c9e6679-7425-40de-944b-e07fc1f90ae7';
    const read = await readContents(
      {
        'a.jsonl.gz': gzipSync(`${run('1')}\n${run('2')}`),
        'b.json': Buffer.concat([gzipSync(run('3')), gzipSync(`\n${run('4')}`)]),
        [`p/2025-09-13/${id}_101112.json.gz`]: gzipSync('{"inputs": {}, "status": "error"}'),
      },
      {extractedZone: 'UTC'},
    );
    expect(textsOf(read).slice(0, 4)).toEqual(['1', '2', '3', '4'].map(run));
    expect(runsOf(read)[4]?.around).toMatchObject({runId: id, extractedAt: '2025-09-13T10:11:12Z'});
    expect(runsOf(read)[0]?.around.extractedAt).toBe(MODIFIED);
    expect(remarksOf(read)).toEqual([]);
  });

  it('counts as far as it is whole, and no further than it can be', async () => {
    const whole = gzipSync(Array.from({length: 20_000}, (_, at) => run(`${at}-${(at * 7_919) % 10_007}`)).join('\n'));
    const read = await readContents({'a.gz': whole.subarray(0, whole.length - 20_000)});
    expect(runsOf(read).length).toBeGreaterThan(1_000);
    expect(remarksOf(read).at(-1)).toBe('skip a.gz is damaged: unexpected end of file');
    expect(remarksOf(await readContents({'a.gz': gzipSync(Buffer.alloc(20_000_000, ' '))}))).toEqual([
      'skip a.gz is empty',
      expect.stringMatching(/unpacks to more than 500 times its size/),
    ]);
    expect(remarksOf(await readContents({'a.gz': gzipSync(gzipSync(run('1')))}))).toEqual([
      'skip a.gz is an archive within another; unpack it first',
    ]);
  });
});

describe('both readings', () => {
  /** Of a file that is changed before the second reading, or after the first bytes of it were read again. */
  async function changed(when: 'before' | 'within', change: (file: string) => Promise<void>): Promise<unknown> {
    return withTemporaryDirectory(async (directory) => {
      const file = join(directory, 'a.json');
      await writeFiles(directory, {'a.json': run('1')});
      return withImportSource([directory], OPTIONS, async (source) => {
        for await (const _ of source.read());
        if (when === 'before') await change(file);
        await source.again(async ({fill}) => {
          fill({file: 0, offset: 0}, Buffer.alloc(3));
          if (when === 'within') await change(file);
        });
      }).catch((error: unknown) => error);
    });
  }

  it.each<[string, (file: string) => Promise<void>]>([
    ['a longer file', (file) => appendFile(file, '\n')],
    ['a shorter file', (file) => truncate(file, 3)],
    ['a later file', (file) => utimes(file, new Date(), new Date())],
    [
      'another file',
      async (file) => {
        await rm(file);
        await writeFile(file, run('2'));
        await utimes(file, new Date(MODIFIED), new Date(MODIFIED));
      },
    ],
    ['no file', (file) => rm(file)],
    [
      'a directory',
      async (file) => {
        await rm(file);
        await mkdir(file);
      },
    ],
  ])('are of the same files: %s is an error', async (_, change) => {
    expect(await changed('before', change)).toMatchObject({
      code: 'LSE_IMPORT',
      message: expect.stringContaining('changed while it was imported'),
    });
  });

  it('are of the same bytes: a file that grows while it is read again is an error', async () => {
    expect(await changed('within', (file) => appendFile(file, '\n'))).toMatchObject({code: 'LSE_IMPORT'});
  });

  it('leave nothing in the temporary folder', async () => {
    await withTemporaryDirectory(async (directory) => {
      const {TMPDIR} = process.env;
      await writeFiles(directory, {'a.gz': gzipSync(PARQUET_LIKE)});
      process.env.TMPDIR = directory;
      try {
        await readPaths([join(directory, 'a.gz')]);
        expect(await readdir(directory)).toEqual(['a.gz']);
      } finally {
        if (TMPDIR === undefined) delete process.env.TMPDIR;
        else process.env.TMPDIR = TMPDIR;
      }
    });
  });
});

it('reads a slice of what is packed', async () => {
  const {PackedFile} = await import('../../src/imports/sources/packed-file.ts');
  const {withScratch} = await import('../../src/imports/sources/scratch.ts');
  const text = run('1').repeat(10);
  const packed = gzipSync(text);
  await withScratch(async (scratch) => {
    const file = new PackedFile(
      {name: 'a.gz', path: ['a'], modifiedAt: MODIFIED},
      {
        kind: 'gzip',
        packedBytes: packed.length,
        unpackedBytes: null,
        packed: async function* () {
          yield packed;
        },
      },
      scratch,
    );
    expect(Buffer.from(await file.slice(5, 20)).toString()).toBe(text.slice(5, 20));
    const unpacked = await file.unpacked();
    expect([unpacked.size, unpacked.modifiedAt]).toEqual([text.length, MODIFIED]);
  });
});

it('says that a terminal gives no runs', async () => {
  const isTTY = process.stdin.isTTY;
  process.stdin.isTTY = true;
  try {
    await expect(readPaths(['-'])).rejects.toMatchObject({hint: 'Pipe a file in: lse import - < runs.jsonl'});
  } finally {
    process.stdin.isTTY = isTTY;
  }
});
