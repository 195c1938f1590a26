import { afterEach, describe, expect, it } from 'vitest';
import { digestOfPieces, downloadWeights, PIECE_BYTES, type DownloadOptions, type Pieces } from '../../lib/hub/download-weights.ts';
import { lookUpModel } from '../../lib/hub/look-up-model.ts';
import { aClassifier } from '../support/hub-classifier.ts';
import { serveHub, type HubServer } from '../e2e/support/hub-server.ts';

const ID = 'harbour/red-or-blue';
const never = new AbortController().signal;
const port = { fetch, signal: never };
let hub: HubServer;
afterEach(() => hub.close());

function inMemory(): Pieces & { readonly kept: Map<number, Uint8Array> } {
  const kept = new Map<number, Uint8Array>();
  let etag: string | null = null;
  return {
    kept,
    count: async () => kept.size,
    read: async (n) => kept.get(n) ?? new Uint8Array(),
    save: async (n, bytes) => void kept.set(n, bytes),
    clear: async () => kept.clear(),
    etag: { read: async () => etag, save: async (named) => void (etag = named) },
  };
}

async function served() {
  hub = await serveHub({ [ID]: aClassifier({ paddingBytes: 2.5 * PIECE_BYTES }) });
  const found = await lookUpModel({ server: hub.url, id: ID, revision: 'main' }, port);
  if (!found.ok) throw new Error(found.error.message);
  const [{ bytes, sha256, file }] = found.value.offer.variants;
  const pieces = inMemory();
  const progress: number[] = [];
  const options: DownloadOptions = {
    ...port,
    url: `${hub.url}${ID}/resolve/${hub.revision}/${file}`,
    bytes,
    pieces,
    onProgress: (done) => progress.push(done),
    retryAfterMs: [0, 0, 0],
  };
  return { options, pieces, progress, sha256, asked: () => hub.asked.filter((each) => each.startsWith('cdn')) };
}

describe('a download', () => {
  it('comes whole from the host that the hub sends on to, and is what the hub stated', async () => {
    const { options, pieces, progress, sha256, asked } = await served();
    expect(await downloadWeights(options)).toEqual({ ok: true, value: null });
    expect(await digestOfPieces(pieces, never)).toBe(sha256);
    expect([...pieces.kept.values()].map(({ length }) => length).slice(0, 2)).toEqual([PIECE_BYTES, PIECE_BYTES]);
    expect(progress.at(-1)).toBe(options.bytes);
    expect(asked()).toEqual(['cdn 0-']);
  });

  it('that breaks again and again goes on where the last whole piece ends', async () => {
    const { options, pieces, sha256, asked } = await served();
    hub.faults.cutAfter = PIECE_BYTES + 1000;
    expect(await downloadWeights(options)).toMatchObject({ ok: true });
    expect(asked()).toEqual(['cdn 0-', `cdn ${PIECE_BYTES}-`, `cdn ${2 * PIECE_BYTES}-`]);
    expect(await digestOfPieces(pieces, never)).toBe(sha256);
  });

  it('that gets nowhere is given up, with what has come', async () => {
    const { options, pieces, asked } = await served();
    hub.faults.cutAfter = 1000;
    expect(await downloadWeights(options)).toMatchObject({ ok: false, error: { why: 'no-answer' } });
    expect(asked()).toHaveLength(4);
    expect(pieces.kept.size).toBe(0);
  });

  it('that is stopped keeps its whole pieces and goes on from them later', async () => {
    const { options, pieces, sha256, asked } = await served();
    const stop = new AbortController();
    const stopped = downloadWeights({ ...options, signal: stop.signal, onProgress: (done) => done >= PIECE_BYTES && stop.abort(new Error('stopped')) });
    await expect(stopped).rejects.toThrow('stopped');
    const kept = pieces.kept.size;
    expect(kept).toBeGreaterThan(0);
    expect(await downloadWeights(options)).toMatchObject({ ok: true });
    expect(asked().at(-1)).toBe(`cdn ${kept * PIECE_BYTES}-`);
    expect(await digestOfPieces(pieces, never)).toBe(sha256);
  });

  it('begins anew where the server has other bytes by now', async () => {
    const { options, pieces, sha256, asked } = await served();
    hub.faults.cutAfter = PIECE_BYTES + 1000;
    await downloadWeights({ ...options, retryAfterMs: [] });
    delete hub.faults.cutAfter;
    hub.faults.etag = '"another"';
    expect(await downloadWeights(options)).toMatchObject({ ok: true });
    expect(asked()).toEqual(['cdn 0-', `cdn ${PIECE_BYTES}-`, 'cdn 0-']);
    expect(await digestOfPieces(pieces, never)).toBe(sha256);
  });

  it('takes the whole where the server knows no parts', async () => {
    const { options, pieces, sha256 } = await served();
    hub.faults.cutAfter = PIECE_BYTES + 1000;
    await downloadWeights({ ...options, retryAfterMs: [] });
    delete hub.faults.cutAfter;
    hub.faults.ignoreRange = true;
    expect(await downloadWeights(options)).toMatchObject({ ok: true });
    expect(await digestOfPieces(pieces, never)).toBe(sha256);
  });

  it('that is longer than was announced is refused', async () => {
    const { options } = await served();
    expect(await downloadWeights({ ...options, bytes: options.bytes - 1 })).toMatchObject({ ok: false, error: { why: 'altered' } });
  });

  it('whose server falls silent is given up on', async () => {
    const { options } = await served();
    hub.faults.hold = new Promise(() => {});
    expect(await downloadWeights({ ...options, stallMs: 50, retryAfterMs: [] })).toMatchObject({ ok: false, error: { why: 'no-answer' } });
  });

  it('with other bytes than stated has another digest', async () => {
    const { options, pieces, sha256 } = await served();
    hub.faults.otherBytes = true;
    expect(await downloadWeights(options)).toMatchObject({ ok: true });
    expect(await digestOfPieces(pieces, never)).not.toBe(sha256);
  });
});

describe('looking a model up', () => {
  it('says so where there is none, or a configuration beyond all measure', async () => {
    await served();
    const address = { server: hub.url, id: ID, revision: 'main' };
    expect(await lookUpModel({ ...address, id: 'harbour/none' }, port)).toMatchObject({ error: { why: 'no-such-model' } });
    hub.faults.padConfig = 300_000;
    expect(await lookUpModel(address, port)).toMatchObject({ error: { why: 'too-large' } });
  });
});
