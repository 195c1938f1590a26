import type { Judged } from '../../lib/core/report.ts';
import type { Subject, SubjectKey } from '../../lib/core/subject.ts';
import type { Evidence } from '../../lib/core/evidence.ts';
import type { Mark } from '../../lib/core/mark.ts';
import type { BadgeContent } from '../../components/badge/mount-badge.tsx';
import { CORE_LABELS } from '../../lib/core/label.ts';
import type { Word } from '../../lib/core/correction.ts';
import { decide } from '../../lib/core/decide.ts';
import type { Abstention } from '../../lib/core/evidence.ts';
import { DEFAULT_POLICY, strongest, type Policy, type Treatment } from '../../lib/core/policy.ts';
import { NO_CREDENTIALS, type C2paReading } from '../../lib/core/c2pa-reading.ts';
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
  word?: Word,
): Judged {
  const key = `${subject.kind}${subject.canonical}`.replace(/[^0-9a-f]/g, '').padEnd(16, '0').slice(0, 16);
  const where = subject.kind === 'media' ? 'https://harbour.example/pictures/1.jpg' : 'https://harbour.example/posts/1';
  return { ...decide(subject, findings, policy, { shifts: new Map(), wordOn: () => word }), key: key as SubjectKey, where };
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
const chosenSignal = aSignal({
  detector: { id: 'text-hub', version: '0123456' },
  probability: 0.98,
  at: MINUTES_AGO,
  reason: { code: 'text-classes', model: 'harbour/letters', label: 'spam' },
});
const harbour = { id: 'a'.repeat(64), name: 'Harbour watch' };
const coast = { id: 'b'.repeat(64), name: 'Coast notes' };
const flag = aFlag({ list: harbour, label: 'scam', labelName: 'investment scam', confidence: 0.95, at: LAST_WEEK });

const floodSignal = aSignal({
  detector: { id: 'flood', version: '1' },
  label: 'flood',
  probability: 0.99,
  at: MINUTES_AGO,
  reason: {
    code: 'flood',
    group: 1,
    text: 'Double your coins today, my cousin did it twice and paid off the whole boat, write to me',
    accounts: 37,
    posts: 41,
    sinceMs: NOW_MS - 90 * 60_000,
    places: Array.from({ length: 20 }, (_, n) => ({
      account: `crew.mate${n}.harbour.example`,
      at: NOW_MS - (90 - n) * 60_000,
      where: `https://harbour.example/posts/${n}`,
    })),
  },
});

const HARBOUR_CAMERA = { name: 'Harbour Optics, Camera 7', issuer: 'Harbour Root', signedAt: Date.UTC(2026, 4, 1, 10), timeStamper: { name: 'Harbour Clocks', known: true } };
const capture: C2paReading = {
  ...NO_CREDENTIALS,
  state: 'trusted',
  signer: HARBOUR_CAMERA,
  tool: 'Harbour Camera 7',
  sourceTypes: [{ term: 'digitalCapture', of: 'itself', trusted: true }],
  actions: [{ name: 'c2pa.created', at: Date.UTC(2026, 4, 1, 9, 59), sourceType: 'digitalCapture' }],
};
const edited: C2paReading = {
  ...capture,
  tool: 'Harbour Editor 2',
  actions: [
    { name: 'c2pa.opened' },
    { name: 'c2pa.color_adjustments', description: 'Brightness', by: 'Harbour Editor 2', at: Date.UTC(2026, 4, 2, 8), sourceType: 'humanEdits' },
    { name: 'com.harbour.polish', by: 'Harbour Editor 2' },
  ],
  ingredients: [
    { title: 'capture.jpg', role: 'parentOf', depth: 1, credentials: 'held', signer: 'Harbour Optics, Camera 7', sourceTypes: ['digitalCapture'] },
    { title: 'logo.png', role: 'componentOf', depth: 1, credentials: 'none', sourceTypes: [] },
  ],
  identities: [{ name: 'Ada Author', kind: 'cawg.x509.cose', verified: 'unknown' }],
  wishes: [
    { use: 'ai_training', wish: 'notAllowed' },
    { use: 'ai_generative_training', wish: 'notAllowed' },
    { use: 'data_mining', wish: 'constrained' },
  ],
};
const withCredentials = (credentials: C2paReading, findings: readonly (Evidence | Abstention)[]): Judged => ({ ...judge(PICTURE, findings), credentials });
const signedClaim = (over: Parameters<typeof aClaim>[0]) => aClaim({ source: 'c2pa', signed: true, at: MINUTES_AGO, ...over });
const captureClaim = signedClaim({ label: 'camera-capture', value: 'digitalCapture' });
const notes: readonly Mark[] = [
  { kind: 'digital-source-type', where: 'xmp', field: 'Iptc4xmpExt:DigitalSourceType', value: 'http://cv.iptc.org/newscodes/digitalsourcetype/screenCapture', strength: 'declared', term: 'screenCapture' },
  { kind: 'tc260', where: 'exif', field: 'UserComment', value: 'Label 3', strength: 'suspected' },
  {
    kind: 'opt-out',
    where: 'xmp',
    field: 'plus:DataMining',
    value: 'http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING',
    strength: 'declared',
    wishes: { 'ai-training': 'refused', 'ai-generative-training': 'refused' },
  },
];

/** Without a verdict: drawn only where the reader asked, by name. */
const ASKED = {
  'asked: no sign': [judge(PICTURE, [{ ...pictureSignal, probability: 0.04, band: 'no-sign' }])],
  'asked: unsure': [judge(PICTURE, [{ ...pictureSignal, probability: 0.61, band: 'unsure' }])],
  'asked: not judged': [judge(PICTURE, [anAbstention({ detector: { id: 'picture-ai', version: '1' }, why: 'network-off' })])],
  'asked: no model': [judge(PICTURE, [])],
  'asked: credentials elsewhere': [withCredentials({ ...NO_CREDENTIALS, state: 'remote-only', remoteUrl: 'https://harbour.example/manifests/7.c2pa' }, [{ ...pictureSignal, probability: 0.04, band: 'no-sign' }])],
  'asked: credentials unreadable': [withCredentials({ ...NO_CREDENTIALS, state: 'unreadable', problems: ['stopped'] }, [{ ...pictureSignal, probability: 0.04, band: 'no-sign' }])],
  'asked: credentials broken': [withCredentials({ ...NO_CREDENTIALS, state: 'invalid', problems: ['assertion.hashedURI.mismatch'] }, [{ ...pictureSignal, probability: 0.04, band: 'no-sign' }])],
  'asked: what the file says': [{ ...judge(PICTURE, [{ ...pictureSignal, probability: 0.04, band: 'no-sign' }]), notes }],
} as const satisfies Record<string, readonly Judged[]>;

const RTL_NAME = 'مراقبو الميناء والساحل والقوارب الصغيرة في الخليج كله وما حوله';
const HOSTILE_NAME = '<b onclick="reveal()">Show</b> \u202Eedih\u202C · Hidden · Why? · '.repeat(20);
/** The same with a stranger's words wherever there can be any. */
function hostile(reading: C2paReading): C2paReading {
  return {
    ...reading,
    signer: { name: HOSTILE_NAME, issuer: HOSTILE_NAME, timeStamper: { name: HOSTILE_NAME, known: false } },
    tool: HOSTILE_NAME,
    actions: reading.actions.map((action) => ({ ...action, name: HOSTILE_NAME, description: HOSTILE_NAME, by: HOSTILE_NAME, sourceType: HOSTILE_NAME })),
    ingredients: reading.ingredients.map((ingredient) => ({ ...ingredient, title: HOSTILE_NAME, signer: HOSTILE_NAME, sourceTypes: [HOSTILE_NAME] })),
    identities: [{ name: HOSTILE_NAME, kind: HOSTILE_NAME, verified: 'failed' }],
    wishes: [{ use: HOSTILE_NAME, wish: 'allowed' }],
  };
}

const account: Subject = { kind: 'account', canonical: 'bsky:alice.example' };
const handle = 'alice.harbour.example';

/** Before content that is warned of, or in its place. The same judgement, under what a reader may choose. */
const BARS = {
  'warn: suggested': barOf('warn', (policy) => [judge(TEXT, [textSignal], policy)]),
  'warn: declared': barOf('warn', (policy) => [judge(PICTURE, [aClaim({ at: MINUTES_AGO })], policy)]),
  'warn: disputed, and more': barOf('warn', (policy) => [
    judge(POST, [flag, { ...flag, list: coast, polarity: 'disputes' as const }], policy),
    judge(TEXT, [textSignal], policy),
  ]),
  'warn: read': { ...barOf('warn', (policy) => [judge(TEXT, [textSignal], policy)]), revealed: true },
  'blur: flagged': barOf('blur', (policy) => [judge(POST, [flag], policy)]),
  'blur: for its account': { ...barOf('blur', (policy) => [judge(account, [{ ...flag, on: 'account' }], policy)]), account: { handle, alwaysShown: false } },
  'blur: for its link, and more': barOf('blur', (policy) => [judge(DOMAIN, [{ ...flag, on: 'domain' }], policy), judge(TEXT, [textSignal], policy)]),
  'blur: suggested picture': barOf('blur', (policy) => [judge(PICTURE, [pictureSignal], policy)]),
  'blur: shown': { ...barOf('blur', (policy) => [judge(POST, [flag], policy)]), revealed: true },
  'hide: flagged': { ...barOf('hide', (policy) => [judge(POST, [flag], policy)]), account: { handle, alwaysShown: false } },
  'hide: by two lists': barOf('hide', (policy) => [judge(POST, [flag, { ...flag, list: coast }], policy)]),
  'hide: shown': { ...barOf('hide', (policy) => [judge(POST, [flag], policy)]), revealed: true },
  'hide: a long name from right to left': barOf('hide', (policy) => [judge(POST, [{ ...flag, list: { ...harbour, name: RTL_NAME } }], policy)]),
  'hide: a hostile name': barOf('hide', (policy) => [judge(POST, [{ ...flag, list: { ...harbour, name: HOSTILE_NAME } }], policy)]),
  'always shown': { ...barOf('badge', (policy) => [judge(POST, [flag], policy)]), account: { handle, alwaysShown: true } },
} as const satisfies Record<string, BadgeContent>;

function barOf(treatment: Treatment, judged: (policy: Policy) => readonly Judged[]): BadgeContent {
  const treatments = Object.fromEntries(CORE_LABELS.map((label) => [label, treatment])) as Policy['treatments'];
  return { judged: judged({ ...DEFAULT_POLICY, treatments, foreign: treatment }), treatment, revealed: false };
}

/** Every kind of badge there is, by name. */
const BADGES = {
  suggested: [judge(TEXT, [textSignal])],
  'by a model of the reader’s': [judge(TEXT, [chosenSignal])],
  'by two models': [judge(TEXT, [textSignal, chosenSignal])],
  'suggested picture': [judge(PICTURE, [pictureSignal])],
  declared: [
    judge(PICTURE, [
      aClaim({
        source: 'generator-mark',
        value: 'Stable Diffusion WebUI: a lighthouse at dusk, oil paint',
        at: MINUTES_AGO,
        mark: { kind: 'generator', where: 'png-text', field: 'parameters' },
      }),
    ]),
  ],
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
  'counted, with where': [judge(POST, [floodSignal])],
  'called right': [judge(POST, [flag], DEFAULT_POLICY, 'right')],
  'credentials: signed capture': [withCredentials(capture, [captureClaim, { ...pictureSignal, probability: 0.04, band: 'no-sign' }])],
  'credentials: signed capture, the model disagrees': [withCredentials(capture, [captureClaim, pictureSignal])],
  'credentials: edited by a person': [withCredentials(edited, [captureClaim, signedClaim({ label: 'human-edited', value: 'humanEdits' })])],
  'credentials: made by a machine': [
    withCredentials({ ...capture, signer: { ...HARBOUR_CAMERA, name: 'Harbour Generator' }, actions: [{ name: 'c2pa.created', by: 'Harbour Generator', sourceType: 'trainedAlgorithmicMedia' }] }, [signedClaim({ value: 'trainedAlgorithmicMedia' })]),
  ],
  'credentials: unknown signer': [withCredentials({ ...capture, state: 'unknown-signer' }, [{ ...captureClaim, signed: false }])],
  'credentials: no trust list': [withCredentials({ ...capture, state: 'no-trust-list' }, [{ ...captureClaim, signed: false }])],
  'credentials: expired': [withCredentials({ ...capture, state: 'expired', signer: { name: 'Harbour Optics, Camera 1' } }, [{ ...captureClaim, signed: false }])],
  'credentials: content changed': [withCredentials({ ...capture, state: 'content-changed' }, [pictureSignal])],
  'credentials: hostile': [withCredentials(hostile(edited), [captureClaim])],
  ...ASKED,
} as const satisfies Record<string, readonly Judged[]>;

/** What is said in every state of a badge and of a bar, by name: the one list of what a reader may meet. */
export const STATES: typeof BADGES & Readonly<Record<keyof typeof BARS, readonly Judged[]>> = {
  ...BADGES,
  ...(Object.fromEntries(Object.entries(BARS).map(([name, { judged }]) => [name, judged])) as Record<keyof typeof BARS, readonly Judged[]>),
};

export type StateName = keyof typeof STATES;
export const BADGE_STATES = Object.keys(BADGES) as (keyof typeof BADGES)[];
export const BAR_STATES = Object.keys(BARS) as (keyof typeof BARS)[];

/** All that a badge or bar in this state is drawn from. */
export function contentOf(name: StateName): BadgeContent {
  const bars: Readonly<Record<string, BadgeContent>> = BARS;
  return bars[name] ?? { judged: STATES[name], treatment: strongest(STATES[name].flatMap(({ verdicts }) => verdicts.map(({ treatment }) => treatment))), revealed: false };
}

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
