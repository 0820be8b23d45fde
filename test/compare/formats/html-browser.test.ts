import {existsSync} from 'node:fs';
import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {pathToFileURL} from 'node:url';
import {afterAll, beforeAll, describe, expect, it} from '@jest/globals';
import {type Browser, type BrowserContextOptions, chromium, type Page} from 'playwright-core';
import {formatHtml} from '../../../src/compare/formats/html/html.ts';
import {longDocument, monthDocument, scriptName} from './month-document.ts';
import {contrasts, groundAndInk} from './page-colours.ts';
import {emptyDocument, matchedResult, sampleDocument} from './sample-document.ts';

const chosen = process.env.LSE_TEST_BROWSER;

const executablePath = (
  chosen === undefined ? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'] : [chosen]
).find((path) => existsSync(path));

const MISSING = 'no Chromium found; install one or set LSE_TEST_BROWSER';

const ARGUMENTS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** With all that can make a page wide: no place to break, and data in every part of it. */
const longName = `${'x'.repeat(120)}-${'y'.repeat(120)}`;

const documents = {
  month: monthDocument({dates: 30, projects: [null, 'shop', 'crawler', scriptName]}),
  wide: monthDocument({dates: 40, projects: Array.from({length: 20}, (_, at) => `project-${at}`)}),
  one: monthDocument({dates: 1, projects: ['shop', 'crawler']}),
  year: monthDocument({dates: 400, projects: [null, ...Array.from({length: 99}, (_, at) => `project-${at}`)]}),
  long: longDocument(60),
  sample: sampleDocument,
  empty: emptyDocument,
  names: {
    ...sampleDocument,
    control: {kind: 'file', location: `/${longName}/${longName}`},
    results: sampleDocument.results.map((result) => ({...result, project: longName})),
  },
};

const conclusions = ['the same', 'the same under waivers', 'different', 'trouble', 'nothing compared'] as const;

type Name = keyof typeof documents;

/** That of a year takes seconds, and is looked at once. */
const names = (Object.keys(documents) as Name[]).filter((name) => name !== 'year');

if (executablePath !== undefined) {
  describe('the page in a browser', pageTests);
} else if (process.env.CI === 'true') {
  it('is looked at in a browser', () => {
    throw new Error(MISSING);
  });
} else {
  it.skip(`is looked at in a browser (skipped: ${MISSING})`, () => {});
}

/** In words that the page understands: its types are not those of the tests. */
const OPEN_ALL = 'for (const list of document.querySelectorAll("details")) list.open = true';

function brightness(colour: string): number {
  return Number(/\d+/.exec(colour)?.[0]);
}

function pageTests(): void {
  let browser: Browser;
  let directory: string;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lse-test-html-'));
    for (const name of Object.keys(documents) as Name[])
      await writeFile(join(directory, `${name}.html`), formatHtml(documents[name]));
    browser = await chromium.launch({executablePath: executablePath as string, args: ARGUMENTS});
  });

  afterAll(async () => {
    await browser?.close();
    await rm(directory, {recursive: true, force: true});
  });

  /** Whatever the page does besides being there is handed to `complaints`. */
  async function withPage<T>(
    name: Name,
    options: BrowserContextOptions,
    work: (page: Page, complaints: readonly string[]) => Promise<T>,
  ): Promise<T> {
    const context = await browser.newContext({viewport: {width: 1280, height: 800}, ...options});
    try {
      const page = await context.newPage();
      const complaints: string[] = [];
      const url = pathToFileURL(join(directory, `${name}.html`)).href;
      page.on('console', (message) => complaints.push(`console: ${message.text()}`));
      page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
      page.on('dialog', (dialog) => {
        complaints.push(`dialog: ${dialog.message()}`);
        void dialog.dismiss();
      });
      page.on('request', (request) => {
        if (request.url() !== url) complaints.push(`request: ${request.url()}`);
      });
      // The largest takes seconds, and many times as long on a busy machine.
      await page.goto(url, {timeout: 120_000});
      return await work(page, complaints);
    } finally {
      await context.close();
    }
  }

  it.each(names)('loads nothing, says nothing on the console, and needs no quirks: %s', async (name) => {
    await withPage(name, {}, async (page, complaints) => {
      // A request of its own would come after the page.
      if (name === 'sample') await page.waitForLoadState('networkidle');
      expect(complaints).toEqual([]);
      expect(await page.evaluate('document.compatMode')).toBe('CSS1Compat');
    });
  });

  it('lets nothing run that gets into the page in spite of all', async () => {
    await withPage('month', {}, async (page, complaints) => {
      await page.evaluate(
        'document.body.append(Object.assign(document.createElement("script"), {text: "document.title = 1"}))',
      );
      expect(await page.title()).toBe('lse report compare: trouble, file ./data and sqlite ./reports.db');
      expect(complaints.join()).toContain('Content Security Policy');
    });
  });

  it('shows a script in a name as text', async () => {
    await withPage('month', {}, async (page, complaints) => {
      expect(await page.locator('.map tbody th').allTextContents()).toContain(scriptName);
      expect(await page.locator('script').count()).toBe(0);
      expect(complaints).toEqual([]);
    });
  });

  it('has a heat map with a row a project and a cell a date, of which no two verdicts look alike', async () => {
    await withPage('month', {}, async (page) => {
      expect(await page.locator('.map tbody tr').count()).toBe(4);
      expect(await page.locator('.map tbody td').count()).toBe(120);
      expect(await page.locator('.map tbody td.not-asked').count()).toBe(4);
    });
    await withPage('wide', {}, async (page) => {
      const states = ['matched', 'mismatched', 'waived', 'inconclusive', 'empty'];
      const colours: string[] = [];
      for (const state of states) {
        const cell = page.locator(`.map td.${state}`).first();
        colours.push((await cell.evaluate(groundAndInk)).ground);
      }
      expect(new Set(colours).size).toBe(states.length);
      expect(colours).not.toContain('rgba(0, 0, 0, 0)');
    });
  });

  it('leads from a cell to what is wrong with it, without any script', async () => {
    await withPage('month', {javaScriptEnabled: false}, async (page) => {
      const link = page.locator('.map td.mismatched a').last();
      const id = (await link.getAttribute('href')) ?? '';
      const section = page.locator(id);
      const before = await section.boundingBox();
      expect(before?.y).toBeGreaterThan(800);
      await link.click();
      const after = await section.boundingBox();
      expect(after?.y).toBeGreaterThanOrEqual(0);
      expect(after?.y).toBeLessThan(400);
      expect(await section.locator('h3').textContent()).toContain('mismatched');
    });
  });

  it('leads from a difference to the record that accounts for it, even into a closed list', async () => {
    await withPage('long', {}, async (page) => {
      const record = page.locator('#result-1-record-7');
      expect(await record.isVisible()).toBe(false);
      await page.locator('summary', {hasText: '60 differences'}).click();
      await page.locator('a[href="#result-1-record-7"]').first().click();
      expect(await record.isVisible()).toBe(true);
      expect((await record.boundingBox())?.y).toBeLessThan(800);
    });
  });

  it.each(['one', 'month', 'year'] as const)(
    'has what differs, what to do and the red cells in sight before anything else: %s',
    async (name) => {
      await withPage(name, {}, async (page, complaints) => {
        for (const part of ['#patterns', '.fix', '.cells a']) {
          expect((await page.locator(part).first().boundingBox())?.y).toBeLessThan(800);
        }
        const box = page.locator('.map-box');
        await box.scrollIntoViewIfNeeded();
        const [frame, red] = [await box.boundingBox(), await box.locator('td.mismatched').first().boundingBox()];
        if (frame === null || red === null) throw new Error('nothing is shown');
        expect(await box.evaluate(({scrollLeft, scrollTop}) => [scrollLeft, scrollTop])).toEqual([0, 0]);
        expect(red.x).toBeLessThan(frame.x + frame.width - 20);
        expect(red.y).toBeLessThan(frame.y + frame.height);
        expect(complaints).toEqual([]);
        if (name === 'year') await expectLargeMap(page);
      });
    },
  );

  /** In a box of its own whose dates stay in sight, walked through with the keyboard, on a phone, too. */
  async function expectLargeMap(page: Page): Promise<void> {
    const box = page.locator('.map-box');
    expect(await page.locator('.map tbody td').count()).toBe(40_000);
    expect((await box.boundingBox())?.height).toBeLessThanOrEqual(800);
    await box.evaluate((element) => {
      element.scrollTop = 1500;
      element.scrollLeft = 3000;
    });
    const [frame, head] = [await box.boundingBox(), await box.locator('thead').boundingBox()];
    expect(Math.abs((frame?.y ?? 0) - (head?.y ?? 0))).toBeLessThanOrEqual(2);
    await page.locator('nav a[href="#map"]').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.closest(".cells") !== null')).toBe(true);
    const target = String(await page.evaluate('document.activeElement.getAttribute("href")'));
    await page.keyboard.press('Enter');
    const y = (await page.locator(target).boundingBox())?.y ?? -1;
    expect(y).toBeGreaterThanOrEqual(0);
    expect(y).toBeLessThan(400);
    await page.setViewportSize({width: 375, height: 800});
    expect(await page.evaluate('[document.documentElement.scrollWidth, document.body.scrollWidth]')).toEqual([
      375, 375,
    ]);
  }

  it('keeps the names of the projects in sight while its dates scroll', async () => {
    await withPage('wide', {viewport: {width: 700, height: 800}}, async (page) => {
      const name = page.locator('.map tbody th').first();
      const start = await name.boundingBox();
      await page.locator('.map tbody td').nth(39).scrollIntoViewIfNeeded();
      const left = await page.locator('.scroll', {has: page.locator('.map')}).evaluate(({scrollLeft}) => scrollLeft);
      expect(left).toBeGreaterThan(300);
      // But for the space between two cells.
      expect(Math.abs(((await name.boundingBox())?.x ?? 0) - (start?.x ?? 0))).toBeLessThanOrEqual(2);
    });
  });

  it.each(names)('is no wider than a phone, with all lists open: %s', async (name) => {
    await withPage(name, {viewport: {width: 375, height: 800}}, async (page) => {
      await page.evaluate(OPEN_ALL);
      const widths = await page.evaluate('[document.documentElement.scrollWidth, document.body.scrollWidth]');
      expect(widths).toEqual([375, 375]);
    });
  });

  it('is dark where the reader wants it dark', async () => {
    await withPage('month', {}, async (page) => {
      const body = page.locator('body');
      const light = await body.evaluate(groundAndInk);
      await page.emulateMedia({colorScheme: 'dark'});
      const dark = await body.evaluate(groundAndInk);
      expect(brightness(light.ground)).toBeGreaterThan(200);
      expect(brightness(dark.ground)).toBeLessThan(50);
    });
  });

  describe.each(['light', 'dark'] as const)('in %s', (colorScheme) => {
    it.each(['wide', 'sample', 'empty'] as const)('has a contrast of 4.5 or more everywhere: %s', async (name) => {
      await withPage(name, {colorScheme}, async (page) => {
        await page.evaluate(OPEN_ALL);
        const {weak, checked} = await page.evaluate(contrasts, 4.5);
        expect(weak).toEqual([]);
        expect(checked).toBeGreaterThan(30);
      });
    });

    it('can be read in its banner, whatever the conclusion', async () => {
      await withPage('empty', {colorScheme}, async (page) => {
        for (const conclusion of conclusions) {
          const summary = {...emptyDocument.summary, conclusion};
          await page.setContent(formatHtml({...emptyDocument, summary, results: [matchedResult]}));
          expect(await page.locator('.banner').getAttribute('class')).toContain(conclusion.replaceAll(' ', '-'));
          expect((await page.evaluate(contrasts, 4.5)).weak).toEqual([]);
        }
      });
    });
  });

  it('is told to who does not see it: heads of tables, names of scrolling boxes, one heading of each level', async () => {
    await withPage('sample', {}, async (page) => {
      for (const missing of [
        'th:not([scope])',
        '[role="group"]:not([aria-label]):not([aria-labelledby])',
        'tbody td:empty',
        'svg:not([role="img"][aria-labelledby])',
      ]) {
        expect(`${missing} ${await page.locator(missing).count()}`).toBe(`${missing} 0`);
      }
      const levels = await page
        .locator('h1, h2, h3, h4')
        .evaluateAll((all) => all.map(({tagName}) => Number(tagName[1])));
      expect(levels.filter((level) => level === 1)).toHaveLength(1);
      expect(levels.filter((level, at) => level > (levels[at - 1] ?? 0) + 1)).toEqual([]);
    });
  });

  it('prints all of its lists, on white', async () => {
    await withPage('sample', {colorScheme: 'dark'}, async (page) => {
      await page.emulateMedia({media: 'print', colorScheme: 'dark'});
      const diff = page.locator('.diff').first();
      expect((await diff.boundingBox())?.height).toBeGreaterThan(20);
      const {ink} = await page.locator('body').evaluate(groundAndInk);
      expect(brightness(ink)).toBeLessThan(60);
    });
  });
}
