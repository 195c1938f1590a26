import type { WorkItem } from '../../components/workbench/work-item.ts';
import { NO_CREDENTIALS } from '../../lib/core/c2pa-reading.ts';
import type { ExaminedFile } from '../../lib/core/examined-file.ts';
import type { FoundSubject, SentAppeal } from '../../lib/core/list-inbox.ts';
import type { ProvenFlag } from '../../lib/core/receipt.ts';
import type { Judged } from '../../lib/core/report.ts';
import { aClaim, anAbstention, aFlag, aSignal } from './core-builders.ts';
import { judge } from './components-states.ts';

export const SHA256 = 'c0ffee'.padEnd(64, '0');
const SUBJECT = { kind: 'media', canonical: `sha256:${SHA256}` } as const;
const LOOKED = aSignal({ label: 'ai-made', band: 'no-sign', probability: 0.1, detector: { id: 'picture-ai', version: '2.0.0' }, reason: { code: 'picture-texture', crops: 5, cropPx: 224, faces: { judged: 2, probability: 0.3 } } });
const judged = (...findings: Parameters<typeof judge>[1]): Judged => judge(SUBJECT, findings);

export const PROVEN: ProvenFlag = {
  flag: aFlag({ on: 'url', label: 'scam', labelName: 'Scam shops' }),
  about: { kind: 'url', canonical: 'https://harbour.example/offer' },
  signedAt: 1_760_400_000_000,
  expiresAt: 1_763_000_000_000,
  hasExpired: false,
  hasLapsed: false,
};

const file = (over: Partial<ExaminedFile>): ExaminedFile => ({ bytes: 1_234_567, sha256: SHA256, claims: [], judged: judged(), notChecked: [], ...over });
/** A file that was looked at. */
export const done = (id: string, name: string, over: Partial<ExaminedFile>, more: Partial<WorkItem> = {}): WorkItem => ({ id, name, state: { kind: 'done', file: file(over) }, ...more });

/** Every state of a file on the workbench. */
export const WORK_ITEMS = {
  waiting: { id: 'f1', name: 'waiting.jpg', state: { kind: 'waiting' } },
  running: { id: 'f2', name: 'https://harbour.example/film.mp4', state: { kind: 'running', progress: { step: 'fetching', done: 3_000_000, total: 12_000_000 } } },
  looking: { id: 'f3', name: 'looking.jpg', state: { kind: 'running', progress: { step: 'looking', done: 0, total: 0 } } },
  failed: { id: 'f4', name: 'large.mp4', state: { kind: 'failed', failure: { why: 'too-large', message: 'More than 200 MB.' } } },
  'not allowed': { id: 'f5', name: 'https://harbour.example/a.jpg', state: { kind: 'not-allowed', host: 'harbour.example' } },
  streamed: { id: 'f6', name: 'https://harbour.example/stream', state: { kind: 'streamed' }, from: { where: 'https://harbour.example/stream', marks: ['Made with AI'] }, frames: { kind: 'done', frames: [{ judged: judged(LOOKED) }] } },
  picture: done('f7', 'declared.jpg', { kind: 'jpeg', size: { width: 1600, height: 1200 }, claims: [aClaim()], judged: judged(aClaim(), LOOKED, aFlag({ label: 'misleading-context', on: 'media' })) }),
  quiet: done('f8', 'quiet.png', { kind: 'png', size: { width: 1600, height: 1200 }, pdq: '3b'.repeat(32), judged: judged(LOOKED) }),
  unfit: done('f9', 'drawn.png', { kind: 'png', size: { width: 1600, height: 1200 }, judged: judged(anAbstention({ why: 'drawn' })) }),
  film: done('f10', 'film.mp4', { kind: 'mp4', notChecked: ['frames', 'sound', 'face-motion'] }, { preview: { kind: 'video', url: 'about:blank' }, frames: { kind: 'failed' } }),
  frames: done('f11', 'film.webm', { kind: 'matroska', notChecked: ['frames', 'sound', 'face-motion'] }, { preview: { kind: 'video', url: 'about:blank' }, frames: { kind: 'running', done: 3, total: 8 } }),
  unknown: done('f12', 'notes.xyz', { notChecked: ['kind'] }),
  credentials: done('f14', 'signed.jpg', {
    kind: 'jpeg',
    size: { width: 1600, height: 1200 },
    judged: {
      ...judged(aClaim({ label: 'camera-capture', source: 'c2pa', value: 'digitalCapture', signed: true }), LOOKED),
      credentials: { ...NO_CREDENTIALS, state: 'trusted', signer: { name: 'Harbour Cameras' }, tool: 'Tide 1.0', sourceTypes: [{ term: 'digitalCapture', of: 'itself', trusted: true }] },
      notes: [{ kind: 'digital-source-type', where: 'xmp', field: 'Iptc4xmpExt:DigitalSourceType', value: 'screenCapture', strength: 'declared', term: 'screenCapture' }],
    },
  }),
  receipt: done('f15', 'offer.receipt.json', { kind: 'receipt', receipt: { kind: 'proves', proven: PROVEN } }),
  'old receipt': done('f16', 'old.receipt.json', {
    kind: 'receipt',
    receipt: { kind: 'proves', proven: { ...PROVEN, flag: aFlag({ on: 'url', label: 'x-parody', labelName: 'Parody', polarity: 'disputes' }), hasExpired: true, hasLapsed: true } },
  }),
  'receipt of a look': done('f18', 'look.receipt.json', {
    kind: 'receipt',
    receipt: { kind: 'proves', proven: { ...PROVEN, flag: aFlag({ on: 'media', label: 'scam', labelName: 'Scam shops' }), about: { kind: 'look', pdq: '3a'.repeat(32), radius: 16 } } },
  }),
  'no receipt': done('f17', 'altered.receipt.json', { kind: 'receipt', receipt: { kind: 'proves-nothing', why: 'altered', message: 'The flag in the receipt is on another subject.' } }),
  flagged: done('f13', 'sound.mp3', { kind: 'mp3', notChecked: ['sound'], judged: judged(aFlag({ label: 'impersonation', on: 'media' })) }),
} as const satisfies Readonly<Record<string, WorkItem>>;

/** What notes are written to, and what was found of their subject. */
export const NOTED_LIST = 'ab'.repeat(32);
export const SHOP = { kind: 'domain', canonical: 'good.example' } as const;
export const PAGE = { kind: 'url', key: '0'.repeat(24) } as const;
export const FOUND: readonly FoundSubject[] = [
  { subject: PAGE, labels: [{ code: 1, name: 'Scam' }, { code: 2, name: 'Parody' }], flags: [] },
  { subject: SHOP, labels: [], flags: [{ flag: { label: 1, polarity: 'asserts', week: 350 }, labelName: 'Scam', at: 1_760_000_000_000 }, { flag: { label: 2, polarity: 'disputes', week: 351 }, labelName: 'Parody', at: 1_760_600_000_000 }] },
];
export const INBOX = { key: 'c'.repeat(64), relays: ['wss://one.example/', 'wss://two.example/'], pow: 18 };

/** Waiting for its answer, and answered in words that are no markup. */
export const APPEAL: SentAppeal = { id: 'd'.repeat(64), list: NOTED_LIST, name: 'Harbour watch', labelName: 'Scam', subject: SHOP, text: 'Two\nlines', sentAt: 1_760_000_000_000 };
export const ANSWERED: SentAppeal = { ...APPEAL, id: 'e'.repeat(64), answer: { outcome: 'amend', reason: '\u202eeno <b>bold</b>\nThen.', at: 1_760_100_000_000 } };
