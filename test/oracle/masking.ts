import type {Json, JsonObject} from './json-value.ts';

/**
 * An own reading of the contract's paragraph on masking, made otherwise than the program: what is encoded or escaped is
 * decoded, masked and encoded again, and in plain text one pattern after the other finds what stands before a secret.
 * It settles every case of `fixtures/` and every shape of `test/format/secret-shapes.ts` in every nesting. It takes
 * quadratic time, and masking is a matter of recognising secrets in free text, where two honest readings differ at the
 * edges: hostile trees are compared without it.
 */
export function maskText(text: string): string {
  const literals = setAside(text, LITERAL, 0xe000, maskedLiteral);
  const runs = setAside(literals.text, ENCODED_RUN, 0xf000, maskedRun);
  return literals.restore(runs.restore(maskPlain(runs.text)));
}

/** Every string in the value, at any depth, and all that stands under the name of a secret; keys are not values. */
export function maskValue(value: Json): Json {
  if (typeof value === 'string') return maskText(value);
  if (Array.isArray(value)) return maskList(value);
  return value instanceof Map ? maskObject(value) : value;
}

function maskList(items: Json[]): Json[] {
  const [name, item] = items;
  const isHeader = items.length === 2 && typeof name === 'string' && typeof item === 'string';
  if (isHeader && isClear(decoded(name)) && !isWord(item)) return [name, hide(item)];
  return items.map(maskValue);
}

function maskObject(members: JsonObject): JsonObject {
  const name = [members.get('name'), members.get('key'), members.get('header')].find((each) => each !== undefined);
  const isHeader = typeof name === 'string' && isClear(decoded(name));
  return new Map(
    [...members].map(([key, item]): [string, Json] => {
      if (isHeader && item === name) return [key, item];
      return [key, isSecret(decoded(key)) || (isHeader && key === 'value') ? hide(item) : maskValue(item)];
    }),
  );
}

function hide(value: Json): Json {
  return value === null || value === '' || typeof value === 'boolean' ? value : '***';
}

function decoded(key: string): string {
  try {
    const once = decodeURIComponent(key);
    return once === key ? key : decoded(once);
  } catch {
    return key;
  }
}

/** Puts a character of private use for whatever is masked in a way of its own, so that no other pattern looks at it. */
function setAside(
  text: string,
  pattern: RegExp,
  firstCode: number,
  change: (found: string) => string | null,
): {text: string; restore: (text: string) => string} {
  const kept: string[] = [];
  const left = text.replace(pattern, (found) => {
    const changed = change(found);
    if (changed === null) return found;
    kept.push(changed);
    return String.fromCharCode(firstCode + kept.length - 1);
  });
  return {
    text: left,
    restore: (masked) => masked.replace(/[\ue000-\uf8ff]/g, (sign) => kept[sign.charCodeAt(0) - firstCode] ?? sign),
  };
}

/** The inside of a string literal. */
const LITERAL = /(?<=")(?:[^"\\]|\\[\s\S])*(?=")|(?<=')(?:[^'\\]|\\[\s\S])*(?=')/g;
const ENCODED_RUN = /(?:%[0-9A-F]{2}|[A-Za-z0-9\-_.!~*'()])+/g;

/** One with escapes is masked for what it says, and written as it was. */
function maskedLiteral(inside: string): string | null {
  if (!inside.includes('\\')) return null;
  for (const [read, write] of [
    [readJson, writeJson],
    [readPython, writePython],
  ] as const) {
    const content = read(inside);
    if (content !== null && write(content) === inside) return write(maskText(content));
  }
  return null;
}

function readJson(inside: string): string | null {
  try {
    return JSON.parse(`"${inside}"`) as string;
  } catch {
    return null;
  }
}

function writeJson(content: string): string {
  return JSON.stringify(content).slice(1, -1);
}

function readPython(inside: string): string {
  return inside.replace(/\\(.)/g, (_all, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}

function writePython(content: string): string {
  return content.replaceAll('\\', '\\\\').replaceAll('\n', '\\n').replaceAll("'", "\\'");
}

/** What is percent-encoded is masked for what it says, too, if it is encoded as a component of a URL is. */
function maskedRun(run: string): string | null {
  if (!run.includes('%')) return null;
  const content = decodedOnce(run);
  return content !== null && encodeURIComponent(content) === run ? encodeURIComponent(maskText(content)) : null;
}

function decodedOnce(run: string): string | null {
  try {
    return decodeURIComponent(run);
  } catch {
    return null;
  }
}

const USER_INFO = /(?<=\/\/)[^\s/?#"'<>]+(?=@)/g;
const FORMS = [
  /(?<![A-Za-z0-9])(?:sk-(?:ant|proj|svcacct|or)-|lsv2_[ps][tk]_|ls__|hf_|gsk_|xai-|r8_|pplx-|tvly-|fc-(?=[0-9a-f]{32})|gh[opsur]_|github_pat_|gl(?:pat|rt)-|npm_|pypi-AgE|dapi|hvs\.|AIza|ya29\.|GOCSPX-|dop_v1_|xox[a-z](?:\.xox[bp])?-|xapp-|[srp]k_live_|whsec_|shpat_|lin_api_|ntn_|key-(?=[0-9a-f]{32})|api_org_|pcsk_|rubygems_|ABSK|HRKU-|dp\.pt\.|pul-(?=[0-9a-f]{40})|pscale_(?:tkn|pw|oauth)_|glsa_|NRAK-|sntry[su]_|xkeysib-|sq0(?:atp|csp)-|ATATT3|tfp_|ops_eyJ)(?=[\w/+.-]{16})(?!hub_|config_|is_)[\w/+-]+/g,
  /(?<![A-Za-z0-9])(?:sk-(?=[A-Za-z]*[0-9])[A-Za-z0-9]{16}|A(?:K|S)IA[A-Z0-9]{16}|AGE-SECRET-KEY-1|PMAK-[0-9a-f]{24}-|\d{6,12}:A[\w-]{34}|SG\.[\w-]{16,}\.|pat[A-Za-z0-9]{14}\.[0-9a-f]{32})[\w-]*/g,
  /(?<![\w-])eyJ[\w-]+\.(?:eyJ|[\w-]*\.[\w-]+\.)[\w.-]*/g,
  /-----BEGIN[A-Z ]+PRIVATE KEY-----[\s\S]*?-----END[A-Z ]+PRIVATE KEY-----/g,
  /-----BEGIN[A-Z ]+PRIVATE KEY-----(?:(?:\\n|\s)+[A-Za-z0-9+/=]{16,})+/g,
];
/** The address stays, what makes it a credential goes. */
const ADDRESSES = [
  /(?<=hooks\.slack\.com\/services\/)[^\s?#"'&)\]},;<>`]+/g,
  /(?<=discord\.com\/api\/webhooks\/)[^\s?#"'&)\]},;<>`]+/g,
  /(?<=api\.telegram\.org\/(?:file\/)?bot)[^\s/?#"'&)\]},;<>`]+/g,
  /(?<=hooks\.zapier\.com\/hooks\/catch\/)[^\s?#"'&)\]},;<>`]+/g,
  /(?<=maker\.ifttt\.com\/trigger\/[\w-]+\/with\/key\/)[^\s/?#"'&)\]},;<>`]+/g,
  /(?<=webhook\.office\.com\/webhookb2\/)[^\s?#"'&)\]},;<>`]+/g,
];

function maskPlain(text: string): string {
  const named = maskCredentials(maskNamed(text.replace(USER_INFO, '***')));
  return [USER_INFO, ...FORMS, ...ADDRESSES].reduce((rest, pattern) => rest.replace(pattern, '***'), named);
}

/** What can stand before a value. Groups: a quoted name and its separator, one of a pair, one of an element, a bare one. */
const HEAD = new RegExp(
  [
    /(?<quote>["'])(?<quoted>[\w. -]{1,64})\k<quote>\]? ?(?::|=>|=(?!=)) ?/,
    /[([]b?(?<pairQuote>["'])(?<paired>[\w.-]{1,64})\k<pairQuote>, ?(?=b?["'])/,
    /(?<=: ?["'])(?<label>[\w.-]{1,64})(?<labelQuote>["']), ?\k<labelQuote>value\k<labelQuote>: ?/,
    /(?<=["'])(?<listed>--[\w.-]{1,64})["'], ?(?=["'])/,
    /<(?<element>[\w.-]{1,64})>/,
    /(?<!\S)(?<flag>--[\w.-]{1,64}) (?=[^-\s])/,
    /(?<![\w./-])(?<bare>(?:(?:api|access) )?-{0,2}[\w.-]{1,64})(?<separator> ?(?::=|=>|=|:(?![:=])) ?)/i,
  ]
    .map((pattern) => pattern.source)
    .join('|'),
  'gi',
);

function maskNamed(text: string): string {
  let masked = '';
  let done = 0;
  HEAD.lastIndex = 0;
  for (let head = HEAD.exec(text); head !== null; head = HEAD.exec(text)) {
    const groups = head.groups ?? {};
    const first = head.index + head[0].length;
    const place = placeOf(groups, text.slice(0, head.index));
    const span = place === null ? null : valueSpan(text, first, place);
    // What holds no secret may hold the name of one.
    if (span === null) {
      HEAD.lastIndex = head.index + 1;
      continue;
    }
    masked += `${text.slice(done, span[0])}***`;
    done = span[1];
    HEAD.lastIndex = done;
  }
  HEAD.lastIndex = 0;
  return masked + text.slice(done);
}

interface Place {
  readonly name: string;
  /** In prose a value has to look like one. */
  readonly prose: boolean;
  readonly syntax: 'entry' | 'query' | 'other';
}

function placeOf(groups: Record<string, string | undefined>, before: string): Place | null {
  const {quoted, paired, label, listed, element, flag, bare, separator} = groups;
  if (quoted !== undefined) return isSecret(quoted) ? {name: quoted, prose: false, syntax: 'entry'} : null;
  const strict = paired ?? label ?? listed ?? element;
  if (strict !== undefined) return isClear(strict) ? {name: strict, prose: false, syntax: 'other'} : null;
  if (flag !== undefined) return isSecret(flag) ? {name: flag, prose: !isClear(flag), syntax: 'other'} : null;
  const name = bare ?? '';
  if (!isSecret(name) || (name.includes('.') && !isClear(name))) return null;
  if (separator !== '=') return {name, prose: true, syntax: 'other'};
  const inQuery = /[?&#/=]$|(?:&amp|\/[^\s/]*);$/.test(before) || (before === '' && /[a-z]/.test(name));
  return {name, prose: false, syntax: inQuery ? 'query' : 'other'};
}

const WORDS_ABOUT =
  /^(?:missing|required|header|not|is|must|field|this|token|expired|invalid|user|none|null|true|false|done|str)\b/i;

function valueSpan(text: string, first: number, {name, prose, syntax}: Place): readonly [number, number] | null {
  const rest = text.slice(first);
  const prefix = /^b(?=["'])/.exec(rest)?.[0].length ?? 0;
  const triple = /^('''|""")[\s\S]*?\1/.exec(rest);
  if (triple !== null) return [first + 3, first + triple[0].length - 3];
  const string = /^(["'])(?:[^\\]|\\[\s\S])*?\1/.exec(rest.slice(prefix));
  if (string !== null) {
    const from = first + prefix + 1;
    const to = first + prefix + string[0].length - 1;
    if (to === from || (prose && !isClear(name) && !looksSecret(text.slice(from, to)))) return null;
    const scheme = isAuthorization(name) ? (ONE_WORD.exec(text.slice(from, to))?.[0].length ?? 0) : 0;
    return [from + scheme, to];
  }
  if (/^[([{]/.test(rest) && (syntax !== 'query' || first === name.length + 1))
    return prose && !isClear(name) ? null : [first + 1, first + bracketed(rest)];
  if (/^(?:None|null|nil|undefined|True|true|False|false)(?![\w.-])/.test(rest)) return null;
  if (isAuthorization(name) && syntax === 'other') return authorization(rest, first);
  if (isCookie(name) && syntax !== 'entry') return cookies(name, rest, first);
  const value = syntax === 'query' ? /^[^\s"<>&#]+/.exec(rest)?.[0] : /^(?:(?!&[\w.-]+=)[^\s"<>])+/.exec(rest)?.[0];
  const bare = (value ?? '').replace(/['`)\]},;.:!?]*['`)\]},;]$/, '').replace(/'\)Traceback.*/s, '');
  if (bare === '') return null;
  if (prose && !(isClear(name) ? !isSentence(bare, rest) : looksSecret(bare))) return null;
  return [first, first + bare.length];
}

function isSentence(value: string, rest: string): boolean {
  return WORDS_ABOUT.test(value) || /^https?:/.test(value) || /^(?:[A-Za-z][a-z]*|\d{1,5}) \w/.test(rest);
}

function looksSecret(value: string): boolean {
  return (
    /^[\w+/=-]{6,}$/.test(value) && /[a-z]/i.test(value) && /\d/.test(value) && !/^[a-z]+[_-]?\d{1,4}$/i.test(value)
  );
}

function isWord(value: string): boolean {
  return /^[A-Za-z][a-z]*$/.test(value);
}

/** Up to the bracket that closes the first one; quotes hide brackets. */
function bracketed(rest: string): number {
  let open = 0;
  for (const {0: token, index} of rest.matchAll(/"(?:[^"\\]|\\[\s\S])*"|'(?:[^'\\]|\\[\s\S])*'|[([{]|[)\]}]/g)) {
    if (/^[([{]/.test(token)) open += 1;
    else if (/^[)\]}]/.test(token)) open -= 1;
    if (open === 0) return index;
  }
  return rest.length;
}

const ONE_WORD = /^(?:Bearer|Basic|Token|ApiKey) +(?=\S)/i;

function authorization(rest: string, first: number): readonly [number, number] | null {
  const scheme = ONE_WORD.exec(rest)?.[0].length ?? 0;
  const value =
    scheme > 0
      ? /^[^\s"',;]+/.exec(rest.slice(scheme))?.[0]
      : /^(?:[\w-]+ )?(?:="[^"]*"|[^\s"',;]|[,;] ?(?=[\w]))+/.exec(rest)?.[0];
  if (value === undefined || /^(?:missing|required|header|is|none)$/i.test(value.replace(/ .*/, ''))) return null;
  return [first + scheme, first + scheme + value.length];
}

function cookies(name: string, rest: string, first: number): readonly [number, number] | null {
  const pairs = /^set/i.test(name)
    ? /^[\w-]+=[^\s;"']+/.exec(rest)
    : /^[\w-]+=[^\s;"']+(?:; [\w-]+=[^\s;"']+)*/.exec(rest);
  return pairs === null ? null : [first, first + pairs[0].length];
}

function maskCredentials(text: string): string {
  return text
    .replace(
      /\b(Bearer)( +["']?)(?!(?:token|realm|authentication|scheme|or|and|is|was|missing|invalid)\b)([^\s"',;&#]+?)(?=['"),;\]}]*(?:[\s"'&#,;]|$|\)Traceback))/gi,
      '$1$2***',
    )
    .replace(/\b(Basic) +([A-Za-z0-9+/_-]+=*)/gi, (all: string, scheme: string, credentials: string) =>
      decodesToCredentials(credentials) ? `${scheme} ***` : all,
    )
    .replace(/(\bcurl\b.*?["' ](?:-u|-U|--user|--proxy-user)(?:["'], |,|\s)?["']?)[^\s"':]+:[^\s"']+/g, '$1***');
}

function decodesToCredentials(base64: string): boolean {
  try {
    return new TextDecoder('utf-8', {fatal: true}).decode(Buffer.from(base64, 'base64')).includes(':');
  } catch {
    return false;
  }
}

function isAuthorization(name: string): boolean {
  return /^(?:proxy-|x-)?authorization$/i.test(name);
}

function isCookie(name: string): boolean {
  return /^(?:set-?)?cookies?$/i.test(name);
}

/** In lower case, words parted by single hyphens. */
function parted(name: string): string {
  return name
    .replace(/^-+/, '')
    .replace(/([a-z0-9])([A-Z])/g, '$1-$2')
    .replace(/([A-Z])([A-Z][a-z])/g, '$1-$2')
    .toLowerCase()
    .replace(/[_. -]+/g, '-');
}

/** Names that are nothing but secrets. */
function isClear(name: string): boolean {
  if (isAuthorization(name) || isCookie(name)) return true;
  // A number at the end tells several of a kind apart.
  const words = parted(name.replace(/^(?:[a-z]+\.)+/, '')).replace(/(?<=[a-z])-?\d{1,3}$/, '');
  return (
    /(?:^|-)(?:secret|passwd|pwd|passphrase|password|authorization)$/.test(words) ||
    /(?:api-?key|password|passwd)$/.test(words) ||
    /.-token$|^(?:access|api|auth|bearer|client|csrf|id|refresh|session)token$/.test(words) ||
    /(?:^|-)(?:secret|private|access|account|subscription|auth|master|signing|encryption)-key$/.test(words) ||
    /^(?:secret|private|access)key$|^(?:api|app|client)secret$/.test(words) ||
    /^x-(?:amz|goog)-./.test(words)
  );
}

function isSecret(name: string): boolean {
  return isClear(name) || /^(?:key|token|pass|sig|signature|auth)$/.test(parted(name)) || /-pass$/.test(parted(name));
}
