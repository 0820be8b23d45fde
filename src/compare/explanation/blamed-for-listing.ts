import type {Blame} from './blame.ts';
import type {ListedEntry} from './listed-entry.ts';
import {blamedByEach, type FindBlamed} from './shares.ts';

/**
 * Whom to blame for what is listed. Where the same run stands under another symbol, not its own record need be at fault
 * but that which gave the trace its symbol.
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
