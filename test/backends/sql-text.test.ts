import {createHash} from 'node:crypto';
import {describe, expect, it} from '@jest/globals';
import {migrations as postgres} from '../../src/backends/db/postgres/migrations/index.ts';
import {joined, literal, ownName, type SqlText, serverName, sqlText} from '../../src/backends/db/sql-text.ts';
import {migrations as sqlite} from '../../src/backends/db/sqlite/migrations/index.ts';

describe('SQL that is put together', () => {
  it('takes what the template says, whole numbers, and what was put together before', () => {
    const where = sqlText`project = $1 and loads > ${3}`;
    expect(sqlText`select 1 from ${ownName('runs')} where ${where}`.text).toBe(
      'select 1 from runs where project = $1 and loads > 3',
    );
    expect(sqlText`select 1`.text).toBe('select 1');
    expect(joined([]).text).toBe('');
    expect(joined([where, sqlText`a`]).text).toBe('project = $1 and loads > 3, a');
    expect(joined([sqlText`begin`, sqlText`commit`], '; ').text).toBe('begin; commit');
  });

  it.each<[string, unknown]>([
    ['a text', 'runs'],
    ['what looks like SQL of ours', {text: 'drop table runs'}],
    ['a copy of SQL of ours', {...sqlText`select 1`}],
    ['an heir of SQL of ours', Object.create(sqlText`select 1`)],
    ['a list', [sqlText`select 1`]],
    ['a fraction', 0.5],
    ['no number', Number.NaN],
    ['infinity', Number.POSITIVE_INFINITY],
    ['a number past the whole ones', 2 ** 53],
    ['null', null],
    ['nothing', undefined],
    ['a function', () => 'runs'],
  ])('throws for %s', (_, value) => {
    expect(() => sqlText`select ${value as SqlText}`).toThrow(TypeError);
    expect(() => joined([value as SqlText])).toThrow(TypeError);
  });

  it('cannot be changed after it was made', () => {
    const sql = sqlText`select 1`;
    expect(() => Object.assign(sql, {text: 'drop table runs'})).toThrow(TypeError);
  });

  it('doubles the quotes of a literal, and takes none that could end it in another way', () => {
    expect(literal("$.it's").text).toBe("'$.it''s'");
    expect(literal('').text).toBe("''");
    for (const text of ['\\', "\\'; drop table runs --", 'a\0b']) expect(() => literal(text)).toThrow(TypeError);
  });

  it('takes names of our own that are plain', () => {
    for (const name of ['runs', 'lse_rows_1', 'TimeZone', '_x']) expect(ownName(name).text).toBe(name);
    for (const name of ['', 'a b', 'a;b', '"a"', 'a.b', '1a', 'ä', 'runs\n']) {
      expect(() => ownName(name)).toThrow(TypeError);
    }
  });

  it('takes names as PostgreSQL quotes them', () => {
    for (const name of ['runs_2025_09', '"Odd ""name"""', 'public.runs', '"my schema"."a.b"', '"Größe"', 'a$b']) {
      expect(serverName(name).text).toBe(name);
    }
    for (const name of ['', 'Runs', 'a b', 'a;b', '"a', 'a"', '"a"b"', '""', 'a.b.c', '"a\0"', 'runs\n', 'a, b']) {
      expect(() => serverName(name)).toThrow(TypeError);
    }
  });
});

/** Of texts that databases out there were made with. Never change one; a new migration adds its own. */
const released = {
  postgres: [
    '35cb1b17ec41b8335d85e4c94d1f763eec2b1c7ea99606415b63701b8caacaed',
    '5a13a4f663d9e79932da934af60b79c6d69b69b61ec7e9a9dda15b6d347c3794',
    '62762c5260bb1e6b8bc86d51936385ca49bc7dc27aa88c13cdbeaafa071fc0fe',
    '490f15261cd209300dceee5d05c98b1da14e66b41deb57d8209afe703746f8e0',
  ],
  sqlite: [
    '35d7a42c7b172a9313fee10502786b6f8a416996c7fcd48999abef4b867315fc',
    '71c1ef6f09ba9095ca68ed0bfdd65eac668750b1ab4510e3ec1b0bbe81aba242',
    'b5a904cf305a41ebfbd27da96cfc171dead897b39e0e5eb568bda4d3fde004bb',
    '915494d7501253274b0f716592001a6a22e249991069860e8c853a682e1b7631',
  ],
};

describe('a migration that was released', () => {
  it.each([
    ['PostgreSQL', postgres, released.postgres],
    ['SQLite', sqlite, released.sqlite],
  ])('keeps its text to the byte in %s', (_, migrations, digests) => {
    const found = migrations.slice(0, digests.length).map(({sql}) => createHash('sha256').update(sql).digest('hex'));
    expect(found).toEqual(digests);
  });
});
