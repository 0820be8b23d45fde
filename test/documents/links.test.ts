import {existsSync, readFileSync, statSync} from 'node:fs';
import {dirname, join, relative, resolve} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, it} from '@jest/globals';
import fastGlob from 'fast-glob';

const root = fileURLToPath(new URL('../..', import.meta.url));
const pages = fastGlob.sync(['*.md', '{action,bench,docs,fixtures}/**/*.md'], {cwd: root}).sort();

/** A page that a text without links names. */
const NAMED = /\bdocs\/[a-z-]+\.md(?:#[a-z-]+)?/g;

/** What is shown as code is no link and no heading. */
function prose(page: string): string {
  return readFileSync(join(root, page), 'utf8').replaceAll(/^(```+)[\s\S]*?^\1$/gm, '');
}

/** What a link can lead to in a page, as GitHub names the headings. */
function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of prose(page).matchAll(/^#{1,6} (.*)$/gm)) {
    const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const slug = text.replaceAll(/[^\p{L}\p{N}\p{M} _-]/gu, '').replaceAll(' ', '-');
    for (let count = 0; ; count += 1) {
      const anchor = count === 0 ? slug : `${slug}-${count}`;
      if (anchors.has(anchor)) continue;
      anchors.add(anchor);
      break;
    }
  }
  return anchors;
}

/** Why a link of the page leads nowhere; null for one that does, or that leads out of the repository. */
function faultOf(page: string, link: string): string | null {
  if (/^[a-z]+:/i.test(link)) return null;
  const [path = '', anchor] = link.split('#').map(decodeURIComponent);
  const target = path === '' ? page : relative(root, resolve(root, dirname(page), path));
  if (target.startsWith('..') || !existsSync(join(root, target))) return `${page}: ${link} (no such file)`;
  if (anchor === undefined || statSync(join(root, target)).isDirectory()) return null;
  return anchorsOf(target).has(anchor) ? null : `${page}: ${link} (no such heading)`;
}

function linksOf(page: string): string[] {
  const text = prose(page).replaceAll(/`[^`\n]*`/g, '');
  const found = [...text.matchAll(/\]\(([^()\s]+)\)/g), ...text.matchAll(/\b(?:src|srcset|href)="([^"]+)"/g)];
  return found.map(([, link = '']) => link);
}

describe('the links of the documents', () => {
  it('are found', () => {
    expect(pages).toEqual(expect.arrayContaining(['README.md', 'docs/operations.md', 'fixtures/README.md']));
    expect(pages.flatMap(linksOf).length).toBeGreaterThan(100);
  });

  it('lead to files and headings that there are', () => {
    const faults = pages.flatMap((page) => linksOf(page).map((link) => faultOf(page, link)));
    expect(faults.filter((fault) => fault !== null)).toEqual([]);
  });

  it('lead there from the program, too, and from the list of settings', () => {
    const texts = fastGlob.sync(['src/**/*.ts', 'scripts/**/*.js', '.env.example', 'action.yml'], {
      cwd: root,
      dot: true,
    });
    const links = texts.flatMap((path) => readFileSync(join(root, path), 'utf8').match(NAMED) ?? []);
    expect(links.length).toBeGreaterThan(5);
    expect(links.map((link) => faultOf('README.md', link)).filter((fault) => fault !== null)).toEqual([]);
  });

  it.each([
    ['README.md', 'docs/nowhere.md'],
    ['README.md', 'docs/operations.md#nowhere'],
    ['docs/design.md', '#nowhere'],
    ['docs/design.md', '../../outside.md'],
  ])('would not lead anywhere from %s to %s', (page, link) => {
    expect(faultOf(page, link)).toContain(link);
  });
});
