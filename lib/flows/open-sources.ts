import { EVENT_KINDS } from '../lists/event.ts';
import { blobName } from '../lists/domain-hash.ts';
import { forkFromEvent } from '../lists/fork-event.ts';
import { MAX_TIP_ANSWER_BYTES, MAX_TIP_BYTES } from '../lists/limits.ts';
import { attempt } from '../lists/list-error.ts';
import { decodeTip } from '../lists/tip.ts';
import { tipFromEvent } from '../lists/tip-event.ts';
import { decodeTipPage, digestFor, pageFor } from '../lists/tip-page.ts';
import { createMirror, type MirrorOptions, type TipReader, type TipsRead } from '../peers/mirror.ts';
import { createRelay, type ReadForkEvent, type RelayOptions } from '../peers/relay.ts';
import type { ListSource, ToldTip } from '../peers/source.ts';

/** Reads what mirrors answer: tips, pages of digests, or a tip by itself where a digest named it. */
const TIP_READER: TipReader = {
  maxAnswerBytes: MAX_TIP_ANSWER_BYTES,
  maxTipBytes: MAX_TIP_BYTES,
  read(bytes, lists) {
    const tip = toldTip(bytes);
    if (tip !== undefined) return { tips: [tip], more: [] };
    const page = decodeTipPage(bytes);
    return page.ok ? readPage(page.value, lists) : undefined;
  },
};

/** A mirror; one that the reader named may lie on this very machine. */
export function openMirror(address: string, fetch: typeof globalThis.fetch, isReaders: boolean, more: Pick<MirrorOptions, 'timeoutMs'> = {}): ListSource {
  return createMirror(address, { fetch, readTips: TIP_READER, isReaders, ...more });
}

/** A relay, asked for what these keys signed of lists, and for proofs of forks, which anybody may publish. */
export function openRelay(address: string, writerOf: RelayOptions['writerOf'], more: Pick<RelayOptions, 'isReaders' | 'WebSocket' | 'timeoutMs'> = {}): ListSource {
  return createRelay(address, { writerOf, readTip: toldEvent, tipKind: EVENT_KINDS.tip, readFork: toldFork, forkKind: EVENT_KINDS.fork, ...more });
}

function toldEvent(event: unknown): ToldTip | undefined {
  const bytes = tipFromEvent(event);
  return bytes.ok ? toldTip(bytes.value) : undefined;
}

function toldFork(event: unknown): ReturnType<ReadForkEvent> {
  const fork = forkFromEvent(event);
  return fork.ok ? fork.value : fork.error.tag === 'hash-mismatch' ? undefined : 'nothing';
}

/** A tip of which nothing is believed yet; undefined where the bytes are none. */
export function toldTip(bytes: Uint8Array): ToldTip | undefined {
  const tip = attempt(() => decodeTip(bytes));
  if (!tip.ok) return undefined;
  const { list, roots, seq, by } = tip.value;
  return { bytes, list, version: roots.ver, seq, createdAt: by.createdAt, id: blobName(bytes) };
}

function readPage(page: Extract<ReturnType<typeof decodeTipPage>, { ok: true }>['value'], lists: readonly string[]): TipsRead {
  switch (page.kind) {
    case 'tips':
      return { tips: page.tips.flatMap((bytes) => toldTip(bytes) ?? []), more: [] };
    case 'pages': {
      const asked = new Map<string, { readonly blob: { readonly sha256: string; readonly bytes: number }; readonly lists: string[] }>();
      for (const list of lists) {
        const blob = pageFor(page.pages, list);
        asked.set(blob.sha256, { blob, lists: [...(asked.get(blob.sha256)?.lists ?? []), list] });
      }
      return { tips: [], more: [...asked.values()] };
    }
    case 'digests':
      return {
        tips: [],
        more: lists.flatMap((list) => {
          const digest = digestFor(page.digests, list);
          return digest === undefined ? [] : [{ blob: { sha256: digest.tip }, lists: [list] }];
        }),
      };
  }
}
