/** Undefined where a text is not JSON: the schema that looks at it refuses that like any other wrong value. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
