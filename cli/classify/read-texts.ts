import { linesOf, type Line } from './lines-of.ts';

/** Longest id that is echoed, in UTF-16 units. */
const MAX_ID = 1024;

/** One line of JSONL: a text to judge, or what is wrong with it. */
export type TextItem =
  | { readonly id: string | number; readonly text: string }
  | { readonly id: string | number; readonly why: 'bad-line' | 'unreadable'; readonly problem: string };

/**
 * The texts of a JSONL stream, batch by batch: objects with a string `text` and perhaps an `id`; whatever else they
 * hold is left alone. Without an id of its own a line goes by `name:number`. Empty lines are passed over.
 */
export async function* readTexts(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<readonly TextItem[]> {
  for await (const lines of linesOf(chunks)) {
    yield lines.filter((line) => !('text' in line) || line.text.trim() !== '').map((line) => readLine(line, name));
  }
}

function readLine(line: Line, name: string): TextItem {
  const place = `${name}:${line.number}`;
  const bad = (problem: string, id: string | number = place): TextItem => ({ id, why: 'bad-line', problem });
  if ('problem' in line) return bad(line.problem);
  const value = parse(line.text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return bad('The line is not a JSON object.');
  const { text, id = place } = value as { readonly text?: unknown; readonly id?: unknown };
  if (typeof id === 'number' && !Number.isSafeInteger(id)) {
    return bad('Its id is a number that JSON cannot keep exactly: write it as a string.');
  }
  if ((typeof id !== 'string' && typeof id !== 'number') || String(id).length > MAX_ID) {
    return bad(`Its id is neither an integer nor a string of at most ${MAX_ID} characters.`);
  }
  return typeof text === 'string' ? { id, text } : bad('It has no string "text".', id);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
