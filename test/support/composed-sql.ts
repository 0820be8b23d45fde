import {type Syntax, textOf, walk} from './source-module.ts';

/** What a text of SQL begins with. English that begins with the same word goes on in another way, or has a capital. */
const BEGINNINGS = [
  /(select|insert into|update|delete from|merge into|truncate|values|call|execute|prepare|deallocate)\b/,
  /(create|alter|drop|comment on) (or replace |unique |temporary |temp |if )*(table|index|trigger|function|policy|view|schema|role|type)\b/,
  /(grant|revoke|attach|detach|reindex|cluster|vacuum|analyze|lock table|copy)\b/,
  /(begin|start transaction|commit|rollback|savepoint|release|declare|fetch|close|listen|notify|explain|pragma)\b/,
  /with (recursive )?(\w+|"[^"]*") *(\([^)]*\) *)?as\b/,
  /set (local |session )?\w+ *(=|to\b)/,
  // A piece of a statement, to go on with.
  /(where|and|or|on|having) [^ ]+ *(=|<|>|is |in |like |not )/,
  /(from|join|left join|cross join) (only )?(runs|lse_\w+|pg_\w+|inserted)( (as|where|join|left|cross|order|group|limit)\b)/,
  /(order by|group by|limit inserted|offset inserted|returning|on conflict|union all)\b/,
];
const READS_AS_SQL = new RegExp(`^(?:${BEGINNINGS.map(({source}) => source).join('|')})`);

/** Methods of ours and of the drivers that send what they are given to a database. */
const SENDERS = ['query', 'execute', 'exec', 'run', 'all', 'stream', 'prepare', 'streamRows'];

/** Methods of texts and lists that make a longer text. */
const MAKERS = ['join', 'concat', 'replace', 'replaceAll', 'padEnd', 'repeat'];

/** Stands for what is inserted. */
const INSERTED = 'inserted';

/**
 * The texts of a module that are put together, other than by the tag `sqlText`, and either read as SQL or are sent to a
 * database as they are.
 */
export function composedSqlOf(module: Syntax): string[] {
  const found = new Set<string>();
  walk(module, (node, parent) => {
    if (parent?.type === 'TaggedTemplateExpression' && isOurTag(parent.tag as Syntax)) return;
    const text = composed(node);
    if (text !== null && readsAsSql(text)) found.add(text);
    if (node.type === 'CallExpression' && isSender(node.callee as Syntax)) {
      const [first] = node.arguments as {expression: Syntax}[];
      const sent = first === undefined ? null : composed(first.expression);
      if (sent !== null) found.add(sent);
    }
    // What a text is put together of is a part of it.
    return text === null || node.type === 'CallExpression' ? undefined : walkInserted(node, found);
  });
  return [...found];
}

function walkInserted(node: Syntax, found: Set<string>): false {
  const below = node.type === 'BinaryExpression' ? [node.left, node.right] : ((node.expressions as Syntax[]) ?? []);
  for (const each of below as Syntax[])
    if (composed(each) === null) for (const text of composedSqlOf(each)) found.add(text);
  return false;
}

function isOurTag(tag: Syntax): boolean {
  return tag.type === 'Identifier' && tag.value === 'sqlText';
}

function isSender(callee: Syntax): boolean {
  const name = callee.type === 'MemberExpression' ? (callee.property as Syntax) : callee;
  return SENDERS.includes(name.value as string);
}

/** A text that is put together while the program runs, with a word for what is inserted; null for any other expression. */
function composed(node: Syntax): string | null {
  switch (node.type) {
    case 'TemplateLiteral': {
      const parts = (node.quasis as {cooked: string}[]).map(({cooked}) => cooked);
      return parts.length === 1 ? null : parts.join(INSERTED);
    }
    case 'TaggedTemplateExpression':
      return isOurTag(node.tag as Syntax) ? null : composed(node.template as Syntax);
    case 'ParenthesisExpression':
      return composed(node.expression as Syntax);
    case 'BinaryExpression':
      return node.operator === '+' ? concatenation(node) : null;
    case 'AssignmentExpression':
      return node.operator === '+=' ? textOrInserted(node.right as Syntax) : null;
    case 'CallExpression':
      return madeByMethod(node);
    default:
      return null;
  }
}

/** Of numbers and other things it is none, as far as it can be seen: one side at least is a text. */
function concatenation({left, right}: Syntax): string | null {
  const sides = [left as Syntax, right as Syntax];
  const texts = sides.map((side) => textOf(side) ?? composed(side));
  return texts.every((text) => text === null) ? null : texts.map((text) => text ?? INSERTED).join('');
}

function textOrInserted(node: Syntax): string {
  return textOf(node) ?? composed(node) ?? INSERTED;
}

function madeByMethod(call: Syntax): string | null {
  const callee = call.callee as Syntax;
  if (callee.type !== 'MemberExpression' || !MAKERS.includes((callee.property as Syntax).value as string)) return null;
  const given = (call.arguments as {expression: Syntax}[]).map(({expression}) => expression);
  const object = callee.object as Syntax;
  const elements = object.type === 'ArrayExpression' ? (object.elements as {expression: Syntax}[]) : [];
  const isJoin = (callee.property as Syntax).value === 'join';
  // One fixed text in the place of another puts nothing in that is not there.
  if (!isJoin && given.every((each) => textOf(each) !== null || each.type === 'RegExpLiteral')) return null;
  return elements.length > 0
    ? elements.map(({expression}) => textOrInserted(expression)).join(' ')
    : textOrInserted(object);
}

function readsAsSql(text: string): boolean {
  const words = text.replace(/^(?:\s|--.*\n|\/\*[\s\S]*?\*\/|\()*/, '');
  const ours = words.replaceAll(INSERTED, '');
  return READS_AS_SQL.test(words) || (ours === ours.toUpperCase() && READS_AS_SQL.test(words.toLowerCase()));
}
