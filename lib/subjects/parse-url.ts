/**
 * The address as the WHATWG parser reads it, or undefined where it is none. Not by `URL.canParse`: compiled by
 * node 20 it denies addresses with letters of Latin-1, such as https://ß.example/; delete this with node 20.
 */
export function parseUrl(address: string): URL | undefined {
  try {
    return new URL(address);
  } catch {
    // The parser says no by throwing.
    return undefined;
  }
}
