import { describe, expect, it } from 'vitest';
import type { Detector, TextInput } from '../../lib/core/detector.ts';
import type { Finding, Flag, Signal } from '../../lib/core/evidence.ts';
import { correctionsFrom } from '../../lib/core/correction.ts';
import { DEFAULT_POLICY, type Policy } from '../../lib/core/policy.ts';
import type { SeenKey } from '../../lib/core/seen-keys.ts';
import { createFloodIndex } from '../../lib/detect/flood-index.ts';
import { judgePosts } from '../../lib/flows/judge-posts.ts';
import { createLookUpFlags } from '../../lib/flows/look-up-flags.ts';
import { FlagIndex } from '../../lib/lists/flag-index.ts';
import { subjectKeyBytes } from '../../lib/subjects/subject-key.ts';
import { subjectsOfPost } from '../../lib/subjects/subjects-of-post.ts';
import { aFlag, aPost, aSignal } from '../support/core-builders.ts';

const post = aPost({
  site: 'bsky',
  permalink: 'https://bsky.app/profile/alice.example/post/3kone',
  author: { handle: 'Alice.example' },
});

/** A detector that finds the same in every text. */
function saying(finding: Signal): Detector<TextInput> {
  return { ...finding.detector, digest: '', measure: async (inputs) => inputs.map(() => finding) };
}

/** Judges with a text model that is sure of spam and not of anything else, and the flags given by kind of subject. */
async function judged(over: Partial<typeof post> = {}, policy: Partial<Policy> = {}, flags: Readonly<Record<string, Flag>> = {}, promotion: Partial<Signal> = { band: 'no-sign' }, opinion?: Finding) {
  const answers = await judgePosts(
    [{ ...post, ...over }],
    'https://bsky.app/',
    {
      lookUpFlags: async (subjects) => subjects.map(({ kind }) => (flags[kind] === undefined ? [] : [flags[kind]])),
      textDetectors: async () => ({
        spam: saying(aSignal()),
        scam: saying(aSignal({ detector: { id: 'text-scam', version: '1' }, label: 'scam', band: 'no-sign' })),
        promotion: saying(aSignal({ detector: { id: 'text-promotion', version: '1' }, label: 'promotion', ...promotion })),
      }),
      opinions: async (asked) => asked.map(() => opinion),
      floods: createFloodIndex(),
      policy: async () => ({ ...DEFAULT_POLICY, ...policy }),
      corrections: async () => correctionsFrom([]),
      now: () => 7,
    },
    new AbortController().signal,
  );
  return answers[post.ref];
}

const hideAll: Policy = { ...DEFAULT_POLICY, treatments: { ...DEFAULT_POLICY.treatments, spam: 'hide', scam: 'blur', promotion: 'ignore' } };

describe('what is said of a post', () => {
  it('names who posted it where something is labelled', async () => {
    expect((await judged())?.account).toEqual({ id: 'bsky:alice.example', alwaysShown: false });
    expect((await judged({}, { cautions: { ...DEFAULT_POLICY.cautions, spam: 'never' } }))?.account).toBeUndefined();
  });

  it('of an account that is always shown is a badge at most, whoever speaks', async () => {
    const alwaysShow = ['bsky:alice.example'];
    const answer = await judged({}, { ...hideAll, alwaysShow }, { account: aFlag({ label: 'scam', on: 'account' }), text: aFlag({ label: 'promotion', on: 'text' }) });
    expect(answer?.account).toEqual({ id: 'bsky:alice.example', alwaysShown: true });
    expect(answer?.judged.flatMap(({ verdicts }) => verdicts.map(({ label, treatment }) => `${label} ${treatment}`)).sort()).toEqual(['promotion ignore', 'scam badge', 'spam badge']);
    expect((await judged({}, hideAll))?.judged[0]?.verdicts[0]?.treatment).toBe('hide');
  });

  it('says so under the chosen name also where the page shows a permanent one', async () => {
    const author = { handle: 'alice.example', stableId: 'did:plc:aaaaaaaaaaaaaaaaaaaaaaaa' };
    expect((await judged({ author }))?.account).toEqual({ id: `bsky:${author.stableId}`, alwaysShown: false });
    expect((await judged({ author }, { alwaysShow: ['bsky:alice.example'] }))?.account).toEqual({ id: 'bsky:alice.example', alwaysShown: true });
  });

  it('is said of advertising to those who ask, and to others once they chose so', async () => {
    const quietly = (await judged({}, {}, {}, { band: 'likely' }))?.judged[0];
    expect(quietly?.verdicts.map(({ label }) => label)).toEqual(['spam']);
    expect(quietly?.quiet).toMatchObject([{ label: 'promotion', band: 'likely' }]);
    const cautions = { ...DEFAULT_POLICY.cautions, promotion: 'likely' } as const;
    expect((await judged({}, { cautions }, {}, { band: 'likely' }))?.judged[0]?.verdicts.map(({ label }) => label)).toEqual(['promotion', 'spam']);
  });

  it('does not repeat for rarer labels that nothing was found', async () => {
    expect((await judged())?.judged[0]?.quiet).toEqual([]);
  });

  it('a detector that sees no sign is cited beside the flag it contradicts', async () => {
    const answer = await judged({}, {}, { post: aFlag({ label: 'scam', on: 'post' }) });
    expect(answer?.judged[0]?.verdicts.find(({ label }) => label === 'scam')?.evidence).toMatchObject([{ kind: 'flag' }, { kind: 'signal', band: 'no-sign' }]);
  });

  it('holds what the model of the reader’s choice said, beside the bundled one, in its own name', async () => {
    const opinion = aSignal({ detector: { id: 'text-hub', version: '0123456' }, probability: 0.01, band: 'no-sign', reason: { code: 'text-classes', model: 'harbour/letters', label: 'ham' } });
    const [subject] = (await judged({}, {}, {}, {}, opinion))?.judged ?? [];
    expect(subject?.verdicts.find(({ label }) => label === 'spam')?.evidence.map((each) => each.kind === 'signal' && `${each.detector.id} ${each.band}`)).toEqual(['text-hub no-sign', 'text-spam likely']);
  });

  it('a mark of the platform is a claim on the post', async () => {
    const marks = [{ label: 'ai-made', text: 'Made with AI' }] as const;
    const answer = await judged({ marks });
    expect(answer?.judged[0]?.verdicts.find(({ label }) => label === 'ai-made')).toMatchObject({
      standing: 'declared',
      evidence: [{ kind: 'claim', source: 'platform', value: 'Made with AI', signed: false, at: 7 }],
    });
  });
});

describe('by what posts are looked up', () => {
  it('is told to who keeps it: all that a list could flag, once each', async () => {
    const told: SeenKey[] = [];
    const index = new FlagIndex();
    await judgePosts([post, { ...post, ref: 'p2', links: ['https://shop.example/a'] }], 'https://bsky.app/', {
      lookUpFlags: createLookUpFlags({ index, meaningOf: () => undefined, tailsOf: async () => undefined, now: () => 7 }),
      onKey: (key) => void told.push(key),
      textDetectors: async () => ({ spam: saying(aSignal()), scam: saying(aSignal()), promotion: saying(aSignal()) }),
      opinions: async (asked) => asked.map(() => undefined),
      floods: createFloodIndex(),
      policy: async () => DEFAULT_POLICY,
      corrections: async () => correctionsFrom([]),
      now: () => 7,
    }, new AbortController().signal);
    const subjects = [post, { ...post, links: ['https://shop.example/a'] }].flatMap((each) => subjectsOfPost(each)!);
    expect(told).toEqual(subjects.map((subject) => ({ kind: subject.kind, key: subjectKeyBytes(subject) })));
    expect(new Set(told.map(({ kind }) => kind))).toEqual(new Set(['post', 'text', 'account', 'url', 'domain']));
  });
});

describe('what is said of how a post was made', () => {
  const claims = async (over: Partial<typeof post>) => {
    const answer = await judged(over);
    return answer?.judged[0]?.verdicts.flatMap(({ label, standing, evidence }) => evidence.flatMap((piece) => (piece.kind === 'claim' ? [[label, standing, piece.source, piece.value, piece.signed]] : [])));
  };

  it('is the page’s word where its JSON-LD names the post', async () => {
    expect(await claims({ sourceTypes: ['http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic', 'of no meaning'] })).toEqual([
      ['ai-edited', 'declared', 'platform', 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeSynthetic', false],
    ]);
  });

  it('is its author’s where it shows a picture, and not where it speaks of another one’s', async () => {
    const text = 'Fog in the harbour.\nMade with Midjourney';
    expect(await claims({ text, withMedia: true })).toEqual([['ai-made', 'declared', 'author', 'Made with Midjourney', false]]);
    expect(await claims({ text })).toEqual([]);
  });
});
