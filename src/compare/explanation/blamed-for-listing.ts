import type {Blame} from './blame.ts';
import type {ListedEntry} from './listed-entry.ts';
import {blamedByEach, type FindBlamed} from './shares.ts';

/**
 * The records to blame for a listed run. If the same run stands under another symbol, its own record may be right:
 * then the record is to blame that gave the trace its symbol.
 */
export function blamedForListing(
  left: ReadonlyMap<string, ListedEntry>,
  right: ReadonlyMap<string, ListedEntry>,
  blame: Blame,
): FindBlamed {
  const symbols = new Map([...left.values()].map(({identity, symbol}) => [identity, symbol]));
  const moved = [...right.values()].filter(
    ({identity, symbol}) => symbols.has(identity) && symbols.get(identity) !== symbol,
  );
  const identities = new Set(moved.map(({identity}) => identity));
  return blamedByEach((behind) => {
    const isMoved = behind.identity !== undefined && identities.has(behind.identity);
    const ofSymbol = isMoved ? blame.ofSymbol(behind) : [];
    return ofSymbol.length > 0 ? ofSymbol : blame.of(behind);
  });
}
