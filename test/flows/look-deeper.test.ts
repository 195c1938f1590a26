import { describe, expect, it } from 'vitest';
import { lookDeeper } from '../../lib/flows/look-deeper.ts';
import type { JudgePicture } from '../../lib/flows/judge-picture.ts';
import { aPicture } from '../support/core-builders.ts';
import { judge } from '../support/components-states.ts';

const SHOWN = aPicture({ url: 'https://cdn.harbour.example/fog-small.jpg', width: 400, height: 300 });
const VISIT = { pageUrl: 'https://harbour.example/', incognito: false };
const allowed = (...urls: readonly string[]) => urls.map((url) => ({ url, isAllowed: true }));

/** Copies by address, with their sizes; everything else cannot be had. */
function looking(copies: Readonly<Record<string, readonly [number, number]>>) {
  const asked: unknown[] = [];
  const look: JudgePicture['look'] = async ({ url }, visit) => {
    asked.push([url, visit.asked, visit.isAllowed]);
    const [width, height] = copies[url] ?? [0, 0];
    const judged = [{ ...judge({ kind: 'url', canonical: url }, []), where: url }];
    return width === 0 ? { judged } : { judged, size: { width, height } };
  };
  return { asked, judgePicture: { look } };
}

describe('looking deeper', () => {
  it('takes the first copy that is larger, and says of the picture on the page what is found in it', async () => {
    const { asked, judgePicture } = looking({ 'https://img.harbour.example/same.jpg': [400, 300], 'https://img.harbour.example/orig.jpg': [1600, 1200] });
    const looked = await lookDeeper(SHOWN, allowed('https://img.harbour.example/gone.jpg', 'https://img.harbour.example/same.jpg', 'https://img.harbour.example/orig.jpg', 'https://img.harbour.example/never.jpg'), VISIT, judgePicture);
    expect(looked).toMatchObject({ copy: { width: 1600, height: 1200 }, judged: [{ where: SHOWN.url, subject: { canonical: 'https://img.harbour.example/orig.jpg' } }] });
    expect(asked).toEqual(['gone', 'same', 'orig'].map((name) => [`https://img.harbour.example/${name}.jpg`, true, true]));
  });

  it('asks nobody but the site that the picture comes from', async () => {
    const { asked, judgePicture } = looking({});
    const copies = allowed('https://elsewhere.example/orig.jpg', 'https://harbour.example.evil.example/orig.jpg', 'http://10.0.0.1/orig.jpg');
    expect(await lookDeeper(SHOWN, copies, VISIT, judgePicture)).toEqual({ judged: [] });
    expect(asked).toEqual([]);
  });

  it('tells one tenant of a shared host from the next', async () => {
    const { asked, judgePicture } = looking({ 'https://ben.github.io/orig.jpg': [1600, 1200] });
    expect(await lookDeeper({ ...SHOWN, url: 'https://ada.github.io/fog.jpg' }, allowed('https://ben.github.io/orig.jpg'), VISIT, judgePicture)).toEqual({ judged: [] });
    expect(asked).toEqual([]);
  });

  it('hands on what the reader has not allowed, so that it is not fetched', async () => {
    const { asked, judgePicture } = looking({});
    await lookDeeper(SHOWN, [{ url: 'https://img.harbour.example/orig.jpg', isAllowed: false }], VISIT, judgePicture);
    expect(asked).toEqual([['https://img.harbour.example/orig.jpg', true, false]]);
  });
});
