import {readFileSync} from 'node:fs';

/**
 * Keeps one comment on the pull request up to date. A comment that cannot be written is a warning: what was compared is no less true,
 * and a pull request from a fork has no token for it.
 */

/** Of GitHub, in characters. */
const LONGEST_COMMENT = 65_536;
const RESERVED = 200;
const MILLISECONDS = 10_000;
const MOST_PAGES = 50;

const {
  GITHUB_API_URL: api = 'https://api.github.com',
  GITHUB_EVENT_PATH: eventPath,
  GITHUB_REPOSITORY: repository = '',
  PARITY_COMMENT: wanted,
  PARITY_NAME: name = '',
  PARITY_RESULTS: results = '',
  PARITY_TOKEN: token = '',
} = process.env;

/** Nobody sees it. Encoded, so that no name ends it. */
const marker = `<!-- lse parity: ${encodeURIComponent(name).replaceAll('-', '%2D')} -->`;

class Refused extends Error {}

try {
  await keepComment();
} catch (error) {
  warn(`The comment was not written: ${error instanceof Refused ? error.message : 'something unforeseen went wrong'}.`);
}

async function keepComment() {
  const number = pullRequest();
  if (wanted !== 'true' || number === null)
    return console.log('No comment: none is wanted, or this is no pull request.');
  const text = readText();
  if (text === null) return console.log('No comment: there is nothing to say.');
  if (token === '') throw new Refused('there is no token');
  const body = `${marker}\n${fitting(text)}`;
  const id = await ownComment(number);
  if (id === null) await ask('POST', `/repos/${repository}/issues/${number}/comments`, {body});
  else await ask('PATCH', `/repos/${repository}/issues/comments/${id}`, {body});
  console.log(id === null ? 'The comment was written.' : 'The comment was brought up to date.');
}

/** Its number; null where the workflow runs for something else. */
function pullRequest() {
  const event = eventPath === undefined ? {} : JSON.parse(readFileSync(eventPath, 'utf8'));
  const number = event.pull_request?.number ?? (event.issue?.pull_request === undefined ? null : event.issue.number);
  return Number.isSafeInteger(number) ? number : null;
}

function readText() {
  try {
    return readFileSync(`${results}/comment.md`, 'utf8');
  } catch {
    return null;
  }
}

function fitting(/** @type {string} */ text) {
  const room = LONGEST_COMMENT - marker.length - RESERVED;
  if (text.length <= room) return text;
  return `${text.slice(0, room).toWellFormed()}\n\nThe rest is in the summary of the run, because GitHub takes no longer comment.\n`;
}

/** The newest that this check wrote. Anybody can write the marker, but not in the name of the one whose token this is. */
async function ownComment(/** @type {number} */ number) {
  const user = await userOfToken();
  let found = null;
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const comments = await ask('GET', `/repos/${repository}/issues/${number}/comments?per_page=100&page=${page}`);
    for (const comment of comments) {
      const isOwn = user === null ? comment.user?.type === 'Bot' : comment.user?.login === user;
      if (isOwn && comment.body?.startsWith(marker)) found = comment.id;
    }
    if (comments.length < 100) break;
  }
  return found;
}

/** Null for the token of a job, which belongs to a bot and may not ask who it is. */
async function userOfToken() {
  try {
    return (await ask('GET', '/user')).login ?? null;
  } catch {
    return null;
  }
}

/** Errors name neither the address nor what was answered. */
async function ask(/** @type {string} */ method, /** @type {string} */ path, /** @type {unknown} */ body = undefined) {
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'content-type': 'application/json',
    'user-agent': 'lse-action',
    'x-github-api-version': '2022-11-28',
  };
  const request = {method, headers, body: body === undefined ? undefined : JSON.stringify(body), redirect: 'error'};
  let answer;
  try {
    answer = await fetch(`${api}${path}`, {...request, signal: AbortSignal.timeout(MILLISECONDS)});
  } catch (error) {
    throw new Refused(`GitHub did not answer (${error?.cause?.code ?? error?.name})`);
  }
  if (!answer.ok) {
    const hint = answer.status === 403 || answer.status === 404 ? ' Does the job have "pull-requests: write"?' : '';
    throw new Refused(`GitHub answered ${method} with ${answer.status}.${hint}`.replace(/\.$/, ''));
  }
  return answer.json();
}

function warn(/** @type {string} */ text) {
  console.log(`::warning::${text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A')}`);
}
