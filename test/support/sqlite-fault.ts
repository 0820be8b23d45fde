import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {sqliteDrivers} from './sqlite-drivers.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Whether programs of this checkout answer by the package `sqlite3`; else they do by `node:sqlite`. */
export const hasPackage: boolean = sqliteDrivers.some(([name]) => name === 'sqlite3');

/** What stands for the package, in a script that Node loads before a program. */
export const sqlitePackage = `require(${JSON.stringify(join(root, 'node_modules', 'sqlite3'))})`;

/** A script by which the driver does `statement` in place of what it is asked, and never answers. */
export function sqliteFault(kind: 'run' | 'close', statement = ''): string {
  if (hasPackage) return `${sqlitePackage}.Database.prototype.${kind} = function () { ${statement} };`;
  return `{
    const {prototype} = require('node:worker_threads').Worker;
    const send = prototype.postMessage;
    prototype.postMessage = function (message, ...rest) {
      if (message.kind !== '${kind}') return send.call(this, message, ...rest);
      this.unref();
      ${statement}
    };
  }`;
}
