import { describe, expect, it } from 'vitest';
import { linesOn } from '../../cli/terminal.ts';

const CLEAR = '\r\u001b[K';

/** Both streams of a command, as they reach the eye where they are one terminal. */
function aTerminal({ isTTY }: { readonly isTTY: boolean }) {
  let shown = '';
  const stream = { isTTY, write: (text: string | Uint8Array) => ((shown += String(text)), true) };
  return { ...linesOn(stream, stream), shown: () => shown };
}

describe('how far a command is', () => {
  it('is shown to people, also where the results go to the same terminal, and gives way to what stays', () => {
    const { progress, out, note, shown } = aTerminal({ isTTY: true });
    progress('3 of 9 judged');
    note('1 left out');
    out('figures');
    expect(shown()).toBe(`${CLEAR}3 of 9 judged${CLEAR}1 left out\nfigures\n`);
  });

  it('is kept from files and pipes', () => {
    const { progress, out, shown } = aTerminal({ isTTY: false });
    progress('3 of 9 judged');
    out('figures');
    expect(shown()).toBe('figures\n');
  });
});
