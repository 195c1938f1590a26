import type { Judged } from '../../lib/core/report.ts';
import type { Subject, SubjectKey } from '../../lib/core/subject.ts';
import type { Evidence } from '../../lib/core/evidence.ts';
import { decide } from '../../lib/core/decide.ts';
import type { Abstention } from '../../lib/core/evidence.ts';
import { DEFAULT_POLICY, type Policy } from '../../lib/core/policy.ts';
import { aClaim, aFlag, anAbstention, aSignal } from './core-builders.ts';

/** The moment at which the states below are looked at. */
export const NOW_MS = Date.UTC(2026, 4, 14, 9, 30);
const MINUTES_AGO = NOW_MS - 3 * 60_000;
const LAST_WEEK = Date.UTC(2026, 4, 4);

/** What is decided about `subject` from `findings`: the judgement is the product's own. */
export function judge(
  subject: Subject,
  findings: readonly (Evidence | Abstention)[],
  policy: Policy = DEFAULT_POLICY,
): Judged {
  const key = `${subject.kind}${subject.canonical}`.replace(/[^0-9a-f]/g, '').padEnd(16, '0').slice(0, 16);
  const where = subject.kind === 'media' ? 'https://harbour.example/pictures/1.jpg' : 'https://harbour.example/posts/1';
  return { ...decide(subject, findings, policy), key: key as SubjectKey, where };
}

export const TEXT: Subject = { kind: 'text', canonical: 'double your coins today' };
export const POST: Subject = { kind: 'post', canonical: 'bsky:harbour.example/3k' };
export const DOMAIN: Subject = { kind: 'domain', canonical: 'coins.example' };
export const PICTURE: Subject = { kind: 'media', canonical: `sha256:${'a1'.repeat(32)}` };

const textSignal = aSignal({
  probability: 0.93,
  at: MINUTES_AGO,
  reason: {
    code: 'ngrams',
    top: ['double your', 'coins', 'send me a', ' dm now', 'guaranteed'].map((ngram, i) => ({ ngram, weight: 3 - i / 2 })),
  },
});
const pictureSignal = aSignal({
  detector: { id: 'picture-ai', version: '1' },
  label: 'ai-made',
  probability: 0.91,
  at: MINUTES_AGO,
  reason: { code: 'picture-texture', crops: 5, cropPx: 224 },
});
const harbour = { id: 'a'.repeat(64), name: 'Harbour watch' };
const coast = { id: 'b'.repeat(64), name: 'Coast notes' };
const flag = aFlag({ list: harbour, label: 'scam', labelName: 'investment scam', confidence: 0.95, at: LAST_WEEK });

/** Without a verdict: drawn only where the reader asked, by name. */
const ASKED = {
  'asked: no sign': [judge(PICTURE, [{ ...pictureSignal, probability: 0.04, band: 'no-sign' }])],
  'asked: unsure': [judge(PICTURE, [{ ...pictureSignal, probability: 0.61, band: 'unsure' }])],
  'asked: not judged': [judge(PICTURE, [anAbstention({ detector: { id: 'picture-ai', version: '1' }, why: 'network-off' })])],
  'asked: no model': [judge(PICTURE, [])],
} as const satisfies Record<string, readonly Judged[]>;

/** Every kind of badge there is, by name. */
export const STATES = {
  suggested: [judge(TEXT, [textSignal])],
  'suggested picture': [judge(PICTURE, [pictureSignal])],
  declared: [judge(PICTURE, [aClaim({ at: MINUTES_AGO })])],
  'camera capture': [
    judge(PICTURE, [
      aClaim({ label: 'camera-capture', source: 'c2pa', value: 'digitalCapture', signed: true, at: MINUTES_AGO }),
      { ...pictureSignal, probability: 0.04, band: 'no-sign' },
    ]),
  ],
  contradiction: [
    judge(PICTURE, [
      aClaim({ label: 'camera-capture', source: 'c2pa', value: 'digitalCapture', signed: true, at: MINUTES_AGO }),
      pictureSignal,
    ]),
  ],
  'flagged by one': [judge(POST, [flag])],
  'flagged by two, and more': [
    judge(DOMAIN, [{ ...flag, on: 'domain' }, { ...flag, on: 'domain', list: coast, confidence: 0.7 }]),
    judge(TEXT, [textSignal, anAbstention({ detector: { id: 'picture-ai', version: '1' }, why: 'too-small' })]),
  ],
  disputed: [
    judge(POST, [
      { ...flag, label: 'spam', labelName: 'unwanted advertising' },
      { ...flag, label: 'spam', labelName: 'spam', list: coast, polarity: 'disputes', confidence: 0.8 },
      textSignal,
    ]),
  ],
  'only the list knows': [
    judge(POST, [{ ...flag, label: 'x-tide-error', labelName: 'wrong tide table', confidence: 0.6 }]),
  ],
  ...ASKED,
} as const satisfies Record<string, readonly Judged[]>;

export type StateName = keyof typeof STATES;

/** Whether a badge in this state is there only because the reader asked. */
export function isAsked(name: StateName): boolean {
  return name in ASKED;
}

/** Texts that strangers have tried on other programs: each must come out as text on one line. */
export const HOSTILE_TEXTS = [
  '<img src=x onerror="window.pwned=1">',
  '"><script>window.pwned=1</script>',
  '\u202Etxt.exe\u202D and on\u2066\u2067',
  `Z\u0300${'\u0301\u0302\u0303'.repeat(200)}algo`,
  'line\nbreak\r\n\u2028\u2029 and \u0000 nul \u0007 bell',
  'ا\u200Bسم القائمة الطويلة جدا',
  'x'.repeat(100_000),
  '{n} {list} {as} $& $1 %s',
  '\uD800 lone \uDC00 surrogates',
  '\u{E0041}\u{E0042} tags',
] as const;
