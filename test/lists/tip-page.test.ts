import { describe, expect, it } from 'vitest';
import { blobName } from '../../lib/lists/domain-hash.ts';
import { decodeFlagListFile } from '../../lib/lists/flag-list-file.ts';
import { parseSubscriptionLink, subscriptionLink } from '../../lib/lists/subscription-link.ts';
import { decodeTip, encodeTip } from '../../lib/lists/tip.ts';
import { decodeTipPage, digestFor, encodeTips, pageFor } from '../../lib/lists/tip-page.ts';
import { aDraft, builtList } from '../support/lists-draft.ts';

const tip = decodeTip(decodeFlagListFile(await builtList(aDraft())).tip);
/** So many tips, of lists whose ids are spread evenly. */
const tips = (count: number) => Array.from({ length: count }, (_, i) => encodeTip({ ...tip, seq: i + 1, list: Math.floor((i * 2 ** 32) / count).toString(16).padStart(8, '0') + tip.list.slice(8) }));

describe('what a mirror tells', () => {
  it.each([0, 1, 2, 1024])('of %i lists is their tips, in one order whatever theirs was', (count) => {
    const all = tips(count);
    const { answer, blobs } = encodeTips(all.toReversed());
    expect(decodeTipPage(answer)).toEqual({ ok: true, value: { kind: 'tips', tips: all } });
    expect(blobs.size).toBe(0);
  });

  it.each([1025, 5000])('of %i lists is pages of digests, by which each tip is found', (count) => {
    const all = tips(count);
    const { answer, blobs } = encodeTips(all);
    const pages = decodeTipPage(answer);
    if (!pages.ok || pages.value.kind !== 'pages') throw new Error('not pages');
    for (const bytes of all) {
      const { list, seq } = decodeTip(bytes);
      const { sha256, bytes: size } = pageFor(pages.value.pages, list);
      const blob = blobs.get(sha256)!;
      expect(blob.length).toBe(size);
      const page = decodeTipPage(blob);
      const digest = page.ok && page.value.kind === 'digests' ? digestFor(page.value.digests, list) : undefined;
      expect(digest).toMatchObject({ seq, tip: blobName(bytes) });
      expect(blobs.get(digest!.tip)).toEqual(bytes);
    }
  });

  it('is refused where it is doubled, out of order, too much, cut short or something else', () => {
    const [a, b] = tips(2) as [Uint8Array, Uint8Array];
    const of = (...all: Uint8Array[]) => Uint8Array.of(...new TextEncoder().encode('FLTS'), 0, all.length, ...all.flatMap((each) => [each.length >> 8, each.length, ...each]));
    expect(decodeTipPage(of(a, b)).ok).toBe(true);
    for (const wrong of [of(b, a), of(a, a), of(a, b).slice(1), of(a, b).slice(0, -1), Uint8Array.of(...of(a), 0), new TextEncoder().encode('FLTP\u0000'), new TextEncoder().encode('<html>'), new Uint8Array(0)]) {
      expect(decodeTipPage(wrong).ok).toBe(false);
    }
  });
});

describe('a link to a list', () => {
  const list = 'ab'.repeat(32);
  it.each([
    ['https://mirror.example/', 'https://mirror.example/'],
    ['https://mirror.example/lists', 'https://mirror.example/lists/'],
    ['https://mirror.example:8443/a/b/', 'https://mirror.example:8443/a/b/'],
    ['http://127.0.0.1:8080/', 'http://127.0.0.1:8080/'],
  ])('to %s is read back', (address, mirror) => {
    expect(parseSubscriptionLink(`  ${address}#${list.toUpperCase()}\n`)).toEqual({ ok: true, value: { mirror, list } });
    expect(parseSubscriptionLink(subscriptionLink({ mirror, list }))).toEqual({ ok: true, value: { mirror, list } });
  });

  it.each([
    '', 'mirror', list, `#${list}`, `ftp://mirror.example/#${list}`, `javascript:alert(1)#${list}`, `https://me:secret@mirror.example/#${list}`,
    `https://mirror.example/?a=b#${list}`, 'https://mirror.example/', `https://mirror.example/#${list.slice(1)}`, `https://mirror.example/#${'g'.repeat(64)}`, `https://mirror.example/${'a'.repeat(2048)}#${list}`,
  ])('is refused: %s', (text) => {
    expect(parseSubscriptionLink(text).ok).toBe(false);
  });
});
