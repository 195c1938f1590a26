import { isRecord } from '../../core/is-record.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/** A text that is a JSON object, as one; undefined for any other text. */
export function jsonObject(text: string): JsonObject | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}')) return undefined;
  const value = parsed(NOT_A_NUMBER.test(trimmed) ? trimmed.replaceAll(new RegExp(NOT_A_NUMBER, 'g'), 'null') : trimmed);
  return isRecord(value) ? value : undefined;
}

/** What Python writes for numbers that are none, where a value may stand: ComfyUI's graphs hold it, and JSON knows no such word. */
const NOT_A_NUMBER = /(?<=[:[,]\s{0,8})-?(?:NaN|Infinity)(?=\s{0,8}[,\]}])/;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A text that only looks like JSON is none.
    return undefined;
  }
}

export function hasAll(object: JsonObject, ...names: readonly string[]): boolean {
  return names.every((name) => Object.hasOwn(object, name));
}
