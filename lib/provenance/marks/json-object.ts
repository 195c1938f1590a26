import { isRecord } from '../../core/is-record.ts';

/** A text that is a JSON object, as one; undefined for any other text. */
export function jsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  const trimmed = text.trim();
  if (!trimmed.startsWith('{') || !trimmed.endsWith('}')) return undefined;
  const value = parsed(trimmed) ?? parsed(trimmed.replaceAll(NOT_A_NUMBER, 'null'));
  return isRecord(value) ? value : undefined;
}

/** What Python writes for numbers that are none, where a value may stand: ComfyUI's graphs hold it, and JSON knows no such word. */
const NOT_A_NUMBER = /(?<=[:[,]\s{0,8})-?(?:NaN|Infinity)(?=\s{0,8}[,\]}])/g;

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A text that only looks like JSON is none.
    return undefined;
  }
}

export function hasAll(object: Readonly<Record<string, unknown>>, ...names: readonly string[]): boolean {
  return names.every((name) => Object.hasOwn(object, name));
}
