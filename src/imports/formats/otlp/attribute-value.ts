import {isObject, JsonNumber, type JsonObject, type JsonValue} from '../../../core/json/value.ts';
import {field, messages, wholeNumber} from './proto-json.ts';

/** The value of an attribute as JSON: whole numbers with every digit, bytes as the base64 that they came as; null if there is none. */
export function attributeValue(value: JsonValue | undefined): JsonValue {
  // Written without saying its type, it can only be what it is.
  if (!isObject(value)) return value ?? null;
  const whole = field(value, 'intValue');
  if (whole !== undefined) return numberOf(whole);
  const list = field(value, 'arrayValue');
  if (list !== undefined) return messages(list, 'values').map(attributeValue);
  const members = field(value, 'kvlistValue');
  if (members !== undefined) return attributeMap(messages(members, 'values'));
  for (const name of ['stringValue', 'boolValue', 'doubleValue', 'bytesValue']) {
    const found = field(value, name);
    if (found !== undefined) return found;
  }
  return null;
}

/** If several have one key, the last one counts. */
export function attributeMap(attributes: readonly JsonObject[]): Map<string, JsonValue> {
  const map = new Map<string, JsonValue>();
  for (const attribute of attributes) {
    const key = attribute.get('key');
    if (typeof key === 'string') map.set(key, attributeValue(attribute.get('value')));
  }
  return map;
}

function numberOf(value: JsonValue): JsonValue {
  const whole = wholeNumber(value);
  return whole === null ? value : new JsonNumber(String(whole));
}
