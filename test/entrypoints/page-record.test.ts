// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { createPageRecord } from '../../entrypoints/page/page-record.ts';
import { writeQuietNote } from '../../lib/core/quiet-note.ts';
import { aSignal } from '../support/core-builders.ts';
import { judge, POST, TEXT } from '../support/components-states.ts';

const labelled = judge(TEXT, [aSignal()]);
const quiet = { ...judge(POST, []), where: labelled.where };

describe('what is said of a post judged anew', () => {
  it.each(['labelled', 'quiet'] as const)('replaces what was said of it: now %s', (now) => {
    const record = createPageRecord(() => 0, () => '/');
    const post = document.createElement('article');
    record.add([labelled], post);
    if (now === 'labelled') record.add([{ ...labelled, key: quiet.key }], post);
    else record.addQuiet(writeQuietNote(quiet), quiet.where, post);
    const { judged, quietPosts } = record.report('https://harbour.example/', 0);
    expect([judged.map(({ key }) => key), quietPosts.map(({ where }) => where)]).toEqual(now === 'labelled' ? [[quiet.key], []] : [[], [quiet.where]]);
  });

  it('leaves alone what was said of another post that stood in the same element', () => {
    const record = createPageRecord(() => 0, () => '/');
    const recycled = document.createElement('article');
    record.add([labelled], recycled);
    record.addQuiet(writeQuietNote(quiet), 'https://harbour.example/posts/2', recycled);
    expect(record.report('https://harbour.example/', 0).judged).toEqual([labelled]);
  });
});
