import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { linesOf, MAX_LINE_BYTES, type Line } from '../../cli/classify/lines-of.ts';

async function read(chunks: readonly Uint8Array[]): Promise<readonly Line[]> {
  const lines: Line[] = [];
  async function* stream() {
    yield* chunks;
  }
  for await (const batch of linesOf(stream())) lines.push(...batch);
  return lines;
}

/** Cut at the given places, wherever those fall. */
function cut(bytes: Uint8Array, places: readonly number[]): readonly Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))].toSorted((a, b) => a - b);
  return [...ends, bytes.length].map((end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end));
}

describe('linesOf', () => {
  test('gives back the lines of a text, however it is cut into chunks', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', 'ß', '漢', '🙂', '\r', '\u2028', ' ') });
    await fc.assert(
      fc.asyncProperty(fc.array(line, { minLength: 1 }), fc.boolean(), fc.array(fc.nat()), async (lines, isEnded, places) => {
        const bytes = new TextEncoder().encode(lines.join('\n') + (isEnded ? '\n' : ''));
        const expected = isEnded || lines.at(-1) !== '' ? lines : lines.slice(0, -1);
        expect(await read(cut(bytes, places))).toEqual(expected.map((text, i) => ({ number: i + 1, text })));
      }),
    );
  });

  test('keeps a line of the largest size, and of a longer one only its number', async () => {
    const line = (bytes: number) => new Uint8Array(bytes).fill(0x61);
    const end = Uint8Array.of(0x0a);
    const lines = await read([line(MAX_LINE_BYTES), end, line(MAX_LINE_BYTES), line(1), end, line(2)]);
    expect(lines.map((each) => ('text' in each ? each.text.length : each.problem))).toEqual([MAX_LINE_BYTES, 'The line is longer than 1 MiB.', 2]);
  });

  test('holds no more than one line of a stream without end', async () => {
    const chunk = new Uint8Array(1 << 20).fill(0x61);
    let mostBytes = 0;
    async function* stream() {
      for (let i = 0; i < 512; i++) {
        mostBytes = Math.max(mostBytes, process.memoryUsage().arrayBuffers);
        yield chunk.slice();
      }
    }
    for await (const lines of linesOf(stream())) expect(lines).toEqual([{ number: 1, problem: expect.any(String) as string }]);
    expect(mostBytes).toBeLessThan(256 << 20);
  });
});
