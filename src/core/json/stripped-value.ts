import type {Outline} from './outline.ts';
import type {Part, ScannedParts} from './scanned-parts.ts';
import type {JsonValue} from './value.ts';

/**
 * Those parts of a value that an outline names, and nothing else. If the outline divides a value that is no object or array, it names
 * nothing there, and null takes its place.
 */
export function strippedValue(parts: ScannedParts, part: Part, outline: Outline): JsonValue {
  if (outline.elements !== undefined) {
    const {elements} = outline;
    return parts.elements(part).map((element) => strippedValue(parts, element, elements));
  }
  if (outline.members === undefined) return parts.value(part);
  if (!parts.isDivided(part)) return null;
  const stripped = new Map<string, JsonValue>();
  const {members} = outline;
  parts.eachMember(part, (name, found) => {
    const inner = members[name];
    // The scan's own outline may name more.
    if (inner !== undefined) stripped.set(name, strippedValue(parts, found, inner));
  });
  return stripped;
}
