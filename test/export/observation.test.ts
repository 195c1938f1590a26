import { describe, expect, it } from 'vitest';
import { MAX_RECORDED_SUBJECTS } from '../../lib/core/observation.ts';
import { writeQuietNote } from '../../lib/core/quiet-note.ts';
import type { Judged, PageReport } from '../../lib/core/report.ts';
import type { SubjectKey } from '../../lib/core/subject.ts';
import type { Quiet } from '../../lib/core/verdict.ts';
import { observationSchema } from '../../lib/export/observation-schema.ts';
import { toObservation, type Wording } from '../../lib/export/to-observation.ts';
import { aFlag, aSignal, anAbstention } from '../support/core-builders.ts';

const WORDING: Wording = { source: () => 'model', reason: () => 'why', quiet: () => 'why not' };

function aReport(quiet: readonly Quiet[]): PageReport {
  const subject = { kind: 'media', canonical: 'sha256:00' } as const;
  return {
    url: 'https://harbour.example/',
    tookMs: 1.6,
    health: { site: 'generic', layout: 'ok', posts: 0, understood: 0, pictures: 1, badgesLost: 0, unreadParts: 0 },
    judged: [{ subject, key: '0123456789abcdef' as SubjectKey, where: 'https://harbour.example/a.png', verdicts: [], quiet }],
    quietPosts: [],
  };
}

function observed(quiet: readonly Quiet[]) {
  return toObservation(aReport(quiet), 'Chromium 1', WORDING);
}

describe('the record of a page', () => {
  it('says how probable a label is of which nothing was drawn, to three digits', () => {
    const record = observed([aSignal({ probability: 0.123_456, band: 'no-sign' }), anAbstention()]);
    expect(record.subjects[0]?.quiet).toEqual([
      { detector: 'text-spam', band: 'no-sign', probability: 0.123, reason: 'why not' },
      { detector: 'picture-ai', abstain: 'too-small', reason: 'why not' },
    ]);
    expect(observationSchema.parse(record)).toEqual(record);
  });

  it('holds the posts of which nothing is said with the rest', () => {
    const signal = aSignal({ probability: 0.123_456, band: 'no-sign' });
    const [judged] = aReport([signal]).judged;
    const note = writeQuietNote(judged!);
    const noted = toObservation({ ...aReport([]), judged: [], quietPosts: [{ note, where: judged!.where }] }, 'Chromium 1', WORDING);
    expect(noted.subjects).toEqual(observed([signal]).subjects);
  });

  it.each([
    ['without the probability, as older records are', { detector: 'text-spam', band: 'unsure', reason: '' }, true],
    ['with a probability above one', { detector: 'text-spam', band: 'unsure', probability: 1.2, reason: '' }, false],
    ['with a probability of what was never measured', { detector: 'text-spam', abstain: 'too-short', probability: 0.2, reason: '' }, false],
    ['with a key nobody knows', { detector: 'text-spam', band: 'unsure', author: 'ann', reason: '' }, false],
  ])('a quiet finding %s: %j → %s', (_, quiet, isRead) => {
    const record = observed([]);
    const subjects = [{ ...record.subjects[0], quiet: [quiet] }];
    expect(observationSchema.safeParse({ ...record, subjects }).success).toBe(isRead);
  });

  it('of a page with more to tell than it holds keeps what carries a label, and says how much is missing', () => {
    const key = '0123456789abcdef' as SubjectKey;
    const quiet: Judged = { subject: { kind: 'text', canonical: '' }, key, where: '', verdicts: [], quiet: [] };
    const labelled: Judged = {
      ...quiet,
      where: 'https://harbour.example/labelled',
      verdicts: Array.from({ length: 70 }, (_, i) => ({ label: `x-${i}`, standing: 'flagged', treatment: 'badge', probability: 0.9, weights: [2.2], evidence: [aFlag()] }) as const),
      quiet: Array.from({ length: 70 }, () => anAbstention()),
    };
    const record = toObservation(
      {
        ...aReport([]),
        judged: [...Array.from({ length: MAX_RECORDED_SUBJECTS + 4 }, () => quiet), labelled],
      },
      'Chromium 1',
      WORDING,
    );
    expect(record.subjects[0]?.where).toBe(labelled.where);
    expect(record.subjectsLeftOut).toBe(5);
    expect(observationSchema.safeParse(record).success).toBe(true);
  });
});
