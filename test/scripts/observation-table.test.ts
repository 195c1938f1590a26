import { describe, expect, it } from 'vitest';
import type { Observation, ObservedSubject } from '../../lib/core/observation.ts';
import type { SubjectKey } from '../../lib/core/subject.ts';
import { columnsOf, observationTable, printable, wrap } from '../../scripts/observation-table.ts';

function anObservation(subjects: readonly ObservedSubject[]): Observation {
  const health = { site: 'generic', layout: 'ok', posts: 1, understood: 1, pictures: 0, badgesLost: 0, unreadParts: 0 } as const;
  return { url: 'https://harbour.example/', browser: 'Chromium 1', tookMs: 1, health, subjects };
}

function aSubject(over: Partial<ObservedSubject> = {}): ObservedSubject {
  return { kind: 'post', key: '0123456789abcdef' as SubjectKey, where: 'https://harbour.example/post/1', verdicts: [], quiet: [], ...over };
}

describe('the table of a page', () => {
  it('shows each label with its standing, its place and who says so, how surely and why', () => {
    const evidence = [{ kind: 'flag', source: 'List “Quay”', probability: 0.9, reason: 'It calls this post “scam”.' }] as const;
    const table = observationTable(
      anObservation([aSubject({ verdicts: [{ label: 'scam', standing: 'flagged', treatment: 'badge', evidence }] })]),
      100,
    );
    expect(table).toMatch(/^scam +flagged +\/post\/1$/m);
    expect(table).toContain('  – List “Quay” (90 %): It calls this post “scam”.');
  });

  it('counts what drew nothing, and says so when nothing was drawn at all', () => {
    const quiet = [
      { detector: 'picture-ai', abstain: 'too-small', reason: '' },
      { detector: 'text-spam', band: 'unsure', reason: '' },
    ] as const;
    const table = observationTable(anObservation([aSubject({ quiet }), aSubject({ quiet })]), 100);
    expect(table).toContain('No label on this page.');
    expect(table).toContain('picture-ai: declined, too-small × 2');
    expect(table).toContain('text-spam: unsure × 2');
  });

  it('never lets a stranger command the terminal or push a line past its end', () => {
    const reason = `\u001b[2J\u001b]0;owned\u0007\u202egnp.exe\u2066 ${'漢'.repeat(90)} ${'a\u0301'.repeat(200)}`;
    const evidence = [{ kind: 'claim', source: 'evil\r\nscam', reason }] as const;
    const where = `https://elsewhere.example/${'x'.repeat(500)}`;
    const table = observationTable(
      anObservation([aSubject({ where, verdicts: [{ label: 'spam', standing: 'declared', treatment: 'badge', evidence }] })]),
      60,
    );
    expect(table.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    for (const line of table.split('\n')) expect(columnsOf(line)).toBeLessThanOrEqual(60);
  });
});

describe('text in a terminal', () => {
  it.each([
    ['plain', 5],
    ['漢字', 4],
    ['e\u0301', 1],
    ['नमस्ते', 4],
    ['🚢', 2],
  ])('%s takes %i columns', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });

  it('keeps every word when it wraps, and breaks only words longer than a line', () => {
    expect(wrap('one two three', 7)).toEqual(['one two', 'three']);
    expect(wrap('abcdefghij', 4)).toEqual(['abcd', 'efgh', 'ij']);
    expect(wrap('', 10)).toEqual([]);
  });

  it('drops what cannot be seen and folds line breaks to a space', () => {
    expect(printable('a\u200bb\u2028c\u0000d')).toBe('ab c d');
  });
});
