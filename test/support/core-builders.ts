import type { Abstention, Claim, Flag, Signal } from '../../lib/core/evidence.ts';
import type { Picture, Post } from '../../lib/core/post.ts';
import type { Subject } from '../../lib/core/subject.ts';

export const aSubject = (over: Partial<Subject> = {}): Subject => ({
  kind: 'url',
  canonical: 'https://harbour.example/posts/1',
  ...over,
});

export const aSignal = (over: Partial<Signal> = {}): Signal => ({
  kind: 'signal',
  detector: { id: 'text-spam', version: '1' },
  label: 'spam',
  probability: 0.97,
  band: 'likely',
  reason: { code: 'ngrams', top: [{ ngram: 'free coins', weight: 2.5 }] },
  at: 1_760_000_000_000,
  ...over,
});

export const anAbstention = (over: Partial<Abstention> = {}): Abstention => ({
  kind: 'abstention',
  detector: { id: 'picture-ai', version: '1' },
  why: 'too-small',
  ...over,
});

export const aFlag = (over: Partial<Flag> = {}): Flag => ({
  kind: 'flag',
  list: { id: 'a'.repeat(64), name: 'Harbour watch' },
  on: 'post',
  label: 'spam',
  labelName: 'spam',
  polarity: 'asserts',
  confidence: 0.9,
  at: 1_760_000_000_000,
  ...over,
});

export const aClaim = (over: Partial<Claim> = {}): Claim => ({
  kind: 'claim',
  label: 'ai-made',
  source: 'iptc-digital-source-type',
  value: 'trainedAlgorithmicMedia',
  signed: false,
  at: 1_760_000_000_000,
  ...over,
});

export const aPost = (over: Partial<Post> = {}): Post => ({
  ref: 'p1',
  site: 'generic',
  permalink: 'https://harbour.example/posts/1',
  text: 'The ferry leaves at nine tomorrow because of the tide, tell the others.',
  textCut: false,
  links: [],
  ...over,
});

export const aPicture = (over: Partial<Picture> = {}): Picture => ({
  ref: 'i1',
  url: 'https://harbour.example/pictures/1.jpg',
  width: 800,
  height: 600,
  ...over,
});
