import { describe, expect, it } from 'vitest';
import { decodeTextCard } from '../../lib/detect/text-card.ts';
import { FEATURE_SHAPE } from '../../lib/detect/text-features.ts';
import { probabilityAt } from '../../lib/core/log-odds.ts';
import { binaryRows, hasTextData, loadRows, TEXT_DATA_DIR } from '../../training/text/corpus.ts';
import { measureTextModel } from '../../training/text/figures.ts';
import { rounded } from '../../training/text/write-card.ts';
import { margins, toMatrix } from '../../training/text/matrix.ts';
import { aTextDetector, TEXT_CARD, TEXT_WEIGHTS } from '../support/text-model.ts';

const decoded = decodeTextCard(TEXT_CARD);
if (!decoded.ok) throw new Error(decoded.error);
const card = decoded.value;
const weights = new Int8Array(Uint8Array.from(TEXT_WEIGHTS).buffer);

if (!hasTextData()) console.log(`2 tests skipped: no data at ${TEXT_DATA_DIR}`);

describe.skipIf(!hasTextData())('the committed model on the data', () => {
  const rows = hasTextData() ? loadRows() : [];

  it('does what its card says, by the code that judges posts', { timeout: 300_000 }, () => {
    const measured = JSON.parse(JSON.stringify(measureTextModel(rows, { card, weights }), rounded));
    const { rounding: _rounding, ...stated } = TEXT_CARD['figures'] as Record<string, unknown>;
    expect(measured).toEqual(stated);
  });

  it('gives the probability that arithmetic in floating point gives, to a hundred-thousandth', { timeout: 300_000 }, async () => {
    const texts = binaryRows(rows, 'test').filter((_, i) => i % 10 === 0).map(({ text }) => text);
    const { bias, scale, calibration, weightBits } = card.heads.spam;
    const expected = margins(toMatrix(texts, FEATURE_SHAPE), weights.subarray(0, 2 ** weightBits), bias, { scale });
    const findings = await aTextDetector('spam').measure(texts.map((text) => ({ text })), new AbortController().signal);
    const signals = findings.flatMap((finding, i) => (finding.kind === 'signal' ? [{ finding, margin: expected[i]! }] : []));
    expect(signals.length).toBeGreaterThan(1000);
    for (const { finding, margin } of signals) {
      const probability = probabilityAt(calibration.slope * margin + calibration.offset);
      expect(Math.abs(finding.probability - probability)).toBeLessThan(1e-5);
    }
  });
});
