/** All pages of a project's runs, each into a file, as a script of a few lines would: `node bench/peers/download-pages.js URL KEY FROM TO DIR`. */
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';

const FIELDS = [
  ...['ID', 'NAME', 'RUN_TYPE', 'STATUS', 'START_TIME', 'END_TIME', 'ERROR', 'INPUTS', 'OUTPUTS', 'TRACE_ID'],
  ...['PARENT_RUN_IDS', 'DOTTED_ORDER', 'PROJECT_ID', 'IS_ROOT'],
];

const [url = '', key = '', from = '', to = '', directory = ''] = process.argv.slice(2);
const headers = {'x-api-key': key, 'content-type': 'application/json'};
const [project] = /** @type {{id: string}[]} */ (
  await (await fetch(`${url}/api/v1/sessions?name=shop`, {headers})).json()
);
mkdirSync(directory);
let cursor;
let pages = 0;
do {
  const asked = {
    project_ids: [project?.id],
    selects: FIELDS,
    page_size: 1000,
    min_start_time: from,
    max_start_time: to,
  };
  const body = JSON.stringify({...asked, cursor});
  const response = await fetch(`${url}/api/v2/runs/query`, {method: 'POST', headers, body});
  const text = await response.text();
  if (!response.ok) throw new Error(text);
  pages += 1;
  writeFileSync(join(directory, `${pages}.json`), text);
  cursor = JSON.parse(text).next_cursor;
} while (cursor !== null);
process.stdout.write(`${pages}\n`);
