import { afterEach, describe, expect, it } from 'vitest';
import { serveSources, sourcesOver } from '../../lib/peers/source-port.ts';
import type { ListSource, ToldTip } from '../../lib/peers/source.ts';

const LIST = 'ab'.repeat(32);
const TIP: ToldTip = { bytes: Uint8Array.of(1, 2, 3), list: LIST, version: 1, seq: 4, createdAt: 5, id: 'cd'.repeat(32) };
const NEVER = new AbortController().signal;

let ports: MessagePort[] = [];
afterEach(() => {
  for (const port of ports) port.close();
  ports = [];
});

function through(source: ListSource | undefined) {
  const { port1, port2 } = new MessageChannel();
  ports.push(port1, port2);
  serveSources(port1, { members: () => new Map([[LIST, ['peer:a/b']]]), source: (address) => (address === 'peer:a/b' ? source : undefined) });
  return sourcesOver(port2);
}

describe('sources of another context', () => {
  const blamed: string[] = [];
  const source: ListSource = {
    address: 'peer:a/b',
    tips: async (lists) => ({ ok: true, value: lists.includes(LIST) ? [TIP] : [] }),
    blob: async ({ bytes }) => (bytes === 3 ? { ok: true, value: TIP.bytes } : { ok: false, error: { tag: 'absent', message: 'It is not here.' } }),
    records: async ({ part }) => ({ ok: true, value: Uint8Array.of(part) }),
    blamed: (message) => void blamed.push(message),
  };

  it('are named, and answer as they would here', async () => {
    const there = await through(source);
    expect(there.of).toEqual(new Map([[LIST, ['peer:a/b']]]));
    const one = there.open('peer:a/b');
    expect(await one.tips([LIST], NEVER)).toEqual({ ok: true, value: [TIP] });
    expect(await one.blob({ sha256: LIST, bytes: 3 }, NEVER)).toEqual({ ok: true, value: TIP.bytes });
    expect(await one.blob({ sha256: LIST, bytes: 4 }, NEVER)).toMatchObject({ ok: false, error: { tag: 'absent' } });
    expect(await Promise.all([7, 8].map((part) => one.records!({ list: LIST, state: LIST, part }, NEVER)))).toEqual([7, 8].map((part) => ({ ok: true, value: Uint8Array.of(part) })));
    one.blamed!('It lied.');
    await expect.poll(() => blamed).toEqual(['It lied.']);
  });

  it('are told as gone where they are', async () => {
    const there = await through(undefined);
    const one = there.open('peer:a/b');
    expect(await one.tips([LIST], NEVER)).toMatchObject({ ok: false, error: { tag: 'unreachable' } });
    expect(await one.records!({ list: LIST, state: LIST, part: 0 }, NEVER)).toMatchObject({ ok: false, error: { tag: 'unreachable' } });
  });

  it('are left at once when who asked goes', async () => {
    const there = await through({ ...source, tips: () => new Promise(() => {}) });
    const left = new Error('left');
    await expect(there.open('peer:a/b').tips([LIST], AbortSignal.abort(left))).rejects.toBe(left);
    const leaving = new AbortController();
    const told = there.open('peer:a/b').tips([LIST], leaving.signal);
    leaving.abort(left);
    await expect(told).rejects.toBe(left);
  });
});
