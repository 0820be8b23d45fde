import {describe, expect, it} from '@jest/globals';
import {verificationDocument} from '../../../src/compare/formats/documents/verification.ts';
import {formatVerification} from '../../../src/compare/formats/text/verification.ts';
import {planVerification, verifySources} from '../../../src/compare/records/verification.ts';
import type {ReportSource} from '../../../src/core/report-source.ts';
import {DAY, memorySource} from '../../support/memory-source.ts';
import {documentOf} from '../../support/trace-tree.ts';

async function verified(control: ReportSource, candidate: ReportSource) {
  const verification = await verifySources(control, candidate, await planVerification(control, candidate, null));
  return verificationDocument(verification, {mask: true});
}

const one = {p: {'1.json': documentOf('1')}};

describe('a verification', () => {
  it('concludes from what there was', async () => {
    const conclusion = async (...sides: [ReportSource, ReportSource]): Promise<string> =>
      (await verified(...sides)).summary.conclusion;
    expect(await conclusion(memorySource(one), memorySource(one))).toBe('the same');
    expect(await conclusion(memorySource(one), memorySource({}))).toBe('different');
    expect(await conclusion(memorySource({}), memorySource({}))).toBe('nothing compared');
  });

  it('of files that changed meanwhile proves nothing', async () => {
    const changing = memorySource(one, {
      changes: async () => [{path: `p/${DAY}/1.json`, project: 'p', date: DAY, change: 'changed'}],
    });
    const document = await verified(changing, memorySource(one));
    expect(document).toMatchObject({
      summary: {conclusion: 'trouble'},
      changes: [{side: 'control', path: `p/${DAY}/1.json`, change: 'changed'}],
    });
    expect(formatVerification(document, {colour: false})).toContain(
      `changed during the verification, on control: p/${DAY}/1.json`,
    );
  });

  it('paints its verdict where colour is wanted', async () => {
    const document = await verified(memorySource(one), memorySource({}));
    expect(formatVerification(document, {colour: true})).toContain(
      '\u001b[31mDifferent: 1 of 1 record. The candidate has no record.\u001b[39m',
    );
  });
});
