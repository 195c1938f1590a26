/** What a file of a model states: what is null is not stated, and what is no JSON states nothing. */
export function parseStated(json: string): unknown {
  try {
    return JSON.parse(json, (_, value: unknown) => value ?? undefined);
  } catch {
    // The schema then misses every field that it asks for.
    return undefined;
  }
}
