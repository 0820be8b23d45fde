import {readFileSync} from 'node:fs';
import {parseSync} from '@swc/core';

/** A node of the syntax tree. Read without the parser's types, so that a kind of node that is new is walked as all others. */
export interface Syntax {
  readonly type: string;
  readonly [member: string]: unknown;
}

export interface Import {
  /** As it is written: `./run.ts`, `node:fs`; `COMPUTED` where it is no text that stands there. */
  readonly target: string;
  /** Whether nothing but types comes from it. */
  readonly isType: boolean;
}

export const COMPUTED = '(computed)';

/** Functions of Node by which a module gets another one without an `import`. */
const LOADERS = ['getBuiltinModule', 'createRequire'];

export function parseFile(path: string): Syntax {
  return parseText(readFileSync(path, 'utf8'));
}

export function parseText(text: string): Syntax {
  // TypeScript 7 has no parser that a program may rely on; this one is what jest reads the same files with.
  return parseSync(text, {syntax: 'typescript', target: 'es2022'}) as unknown as Syntax;
}

/** Every node, with the one around it; what is below a node is left out when `visit` returns false. */
export function walk(node: Syntax, visit: (node: Syntax, parent: Syntax | null) => boolean | undefined): void {
  const step = (value: unknown, parent: Syntax | null): void => {
    if (Array.isArray(value)) for (const each of value) step(each, parent);
    else if (typeof value === 'object' && value !== null) {
      const isNode = typeof (value as Syntax).type === 'string';
      if (isNode && visit(value as Syntax, parent) === false) return;
      for (const below of Object.values(value)) step(below, isNode ? (value as Syntax) : parent);
    }
  };
  step(node, null);
}

/** All that a module takes from others: imports, re-exports, dynamic ones, types, and what the loaders of Node are asked for. */
export function importsOf(module: Syntax): Import[] {
  const found: Import[] = [];
  walk(module, (node) => {
    const target = textOf(node.source) ?? COMPUTED;
    switch (node.type) {
      case 'ImportDeclaration':
        found.push({target, isType: node.typeOnly === true || onlyTypes(node)});
        return false;
      case 'ExportAllDeclaration':
      case 'ExportNamedDeclaration':
        if (node.source === null) return;
        found.push({target, isType: node.typeOnly === true || onlyTypes(node)});
        return false;
      case 'TsImportType':
        found.push({target: textOf(node.argument) ?? COMPUTED, isType: true});
        return;
      case 'TsExternalModuleReference':
        found.push({target: textOf(node.expression) ?? COMPUTED, isType: false});
        return;
      case 'CallExpression':
        if (!isLoader(node.callee as Syntax)) return;
        found.push({target: firstArgument(node) ?? COMPUTED, isType: false});
        return false;
      case 'Identifier':
      case 'StringLiteral':
        // A loader that is handed on rather than called: nobody knows what it is asked for.
        if (LOADERS.includes(node.value as string)) found.push({target: COMPUTED, isType: false});
        return;
      default:
        return;
    }
  });
  return found;
}

function onlyTypes(node: Syntax): boolean {
  const specifiers = (node.specifiers ?? []) as Syntax[];
  return specifiers.length > 0 && specifiers.every((specifier) => specifier.isTypeOnly === true);
}

function isLoader(callee: Syntax): boolean {
  if (callee.type === 'Import') return true;
  if (callee.type === 'OptionalChainingExpression') return isLoader(callee.base as Syntax);
  const name = callee.type === 'MemberExpression' ? (callee.property as Syntax) : callee;
  const text = name.type === 'Computed' ? textOf(name.expression) : name.value;
  return text === 'require' || LOADERS.includes(text as string);
}

function firstArgument(call: Syntax): string | null {
  const [first] = call.arguments as {expression: Syntax}[];
  return textOf(first?.expression);
}

/** The text of a literal; of a template only where nothing is inserted. */
export function textOf(node: unknown): string | null {
  const syntax = node as Syntax | null | undefined;
  if (syntax?.type === 'StringLiteral') return syntax.value as string;
  if (syntax?.type !== 'TemplateLiteral') return null;
  const quasis = syntax.quasis as {cooked: string}[];
  return quasis.length === 1 ? (quasis[0]?.cooked ?? null) : null;
}
