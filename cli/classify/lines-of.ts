/** Longest line that is read, in bytes; of a longer one nothing is kept, and the next line is read again. */
export const MAX_LINE_BYTES = 1 << 20;

/** A line by its number, counted from 1; without its text where that cannot be had. */
export type Line =
  | { readonly number: number; readonly text: string }
  | { readonly number: number; readonly problem: string };

const LINE_FEED = 0x0a;

/**
 * The lines of a stream, those that end within one chunk at a time: memory does not grow with the stream, and whoever
 * writes slowly is answered as they write. Not node's readline, which keeps a line of any length and ends lines at
 * U+2028, which JSON allows in strings.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<readonly Line[]> {
  let number = 0;
  let pending: Uint8Array[] = [];
  let pendingBytes = 0;

  function keep(part: Uint8Array): void {
    pendingBytes += part.length;
    if (pendingBytes <= MAX_LINE_BYTES) pending.push(part);
    else pending = [];
  }

  function endLine(): Line {
    const line = lineOf(++number, pending, pendingBytes);
    pending = [];
    pendingBytes = 0;
    return line;
  }

  for await (const chunk of chunks) {
    const lines: Line[] = [];
    let start = 0;
    for (let end = chunk.indexOf(LINE_FEED); end !== -1; end = chunk.indexOf(LINE_FEED, start)) {
      keep(chunk.subarray(start, end));
      lines.push(endLine());
      start = end + 1;
    }
    keep(chunk.subarray(start));
    if (lines.length > 0) yield lines;
  }
  if (pendingBytes > 0) yield [endLine()];
}

function lineOf(number: number, parts: readonly Uint8Array[], bytes: number): Line {
  if (bytes > MAX_LINE_BYTES) return { number, problem: `The line is longer than ${MAX_LINE_BYTES / 2 ** 20} MiB.` };
  try {
    return { number, text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(parts)) };
  } catch {
    return { number, problem: 'The line is not UTF-8.' };
  }
}
