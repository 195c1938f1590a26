import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decide } from '../../lib/core/decide.ts';
import { ABSTAIN_REASONS, DETECTOR_IDS, type Finding } from '../../lib/core/evidence.ts';
import { CORE_LABELS } from '../../lib/core/label.ts';
import { DEFAULT_POLICY } from '../../lib/core/policy.ts';
import { readQuietNote, roundProbability, shortAnswer, writeQuietNote } from '../../lib/core/quiet-note.ts';
import { SUBJECT_KINDS, type SubjectKey } from '../../lib/core/subject.ts';
import { aClaim, anAbstention, aSignal } from '../support/core-builders.ts';

const detector = fc.record({ id: fc.constantFrom(...DETECTOR_IDS), version: fc.string() });
const finding: fc.Arbitrary<Finding> = fc.oneof(
  fc.record({ why: fc.constantFrom(...ABSTAIN_REASONS), detector }).map(anAbstention),
  fc
    .record({
      label: fc.constantFrom(...CORE_LABELS),
      band: fc.constantFrom('unsure' as const, 'no-sign' as const),
      probability: fc.double({ min: 0, max: 1, noNaN: true }),
      detector,
    })
    .map(aSignal),
);
const key = fc.stringMatching(/^[0-9a-f]{16}$/).map((hex) => hex as SubjectKey);
const subject = fc.record({ kind: fc.constantFrom(...SUBJECT_KINDS), canonical: fc.string() });

describe('the note of a quiet post', () => {
  it('says of every finding what the record of a page keeps of it, in the same order', () => {
    fc.assert(
      fc.property(subject, key, fc.array(finding, { maxLength: 4 }), (about, itsKey, quiet) => {
        const findings = quiet.map((each) =>
          each.kind === 'abstention'
            ? { kind: each.kind, detector: { id: each.detector.id }, why: each.why }
            : { kind: each.kind, detector: { id: each.detector.id }, label: each.label, band: each.band, probability: roundProbability(each.probability) },
        );
        expect(readQuietNote(writeQuietNote({ subject: about, key: itsKey, quiet }))).toEqual({ kind: about.kind, key: itsKey, findings });
      }),
    );
  });
});

describe('an answer is a note', () => {
  const judged = (findings: Parameters<typeof decide>[1]) => ({
    ...decide({ kind: 'url', canonical: 'https://harbour.example/1' }, findings, DEFAULT_POLICY),
    key: '0123456789abcdef' as SubjectKey,
    where: 'https://harbour.example/1',
  });
  const quiet = judged([aSignal({ band: 'no-sign', probability: 0.0123 })]);

  it.each([
    ['when nothing is said of the post', { judged: [quiet] }, true],
    ['not when something is', { judged: [judged([aSignal()])] }, false],
    ['not when a link in it is labelled', { judged: [quiet, judged([aClaim()])] }, false],
    ['not when the reader always shows its account', { judged: [quiet], account: { id: 'bsky:ada', alwaysShown: true } }, false],
    ['not when nothing identifies the post', { judged: [] }, false],
  ])('%s', (_, answer, isNote) => {
    expect(shortAnswer(answer)).toEqual(isNote ? 'url:0123456789abcdef text-spam:spam:no-sign:0.012' : answer);
  });
});
