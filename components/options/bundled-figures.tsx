import type { JSX } from 'preact';
import { isCoreLabel } from '../../lib/core/label.ts';
import { kindOf, mostTelling, type LabelFacts, type SetFacts } from '../../lib/core/model-facts.ts';
import { share } from '../../lib/i18n/percent.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { groupName } from './group-name.ts';

export interface BundledFiguresProps {
  readonly facts: LabelFacts;
  readonly t: Translate;
}

/** How good a model is at one label, in a sentence and in the counts behind it. */
export function BundledFigures({ facts, t }: BundledFiguresProps): JSX.Element {
  const set = mostTelling(facts);
  return (
    <>
      <h3>{isCoreLabel(facts.label) ? t(`label.${facts.label}`) : facts.label}</h3>
      <p>
        {t(`options.bundled.finds-${amountOf(set.found)}`)} {t(`options.bundled.on-${kindOf(set)}`)}
      </p>
      <dl>
        {rowsOf(set, t).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </>
  );
}

function rowsOf({ positives, negatives, found, falsePositives, falsePositivesBound, worst, declined }: SetFacts, t: Translate): readonly (readonly [name: string, value: string])[] {
  const wrong = { share: share(falsePositives, t), n: negatives };
  return [
    [t('options.bundled.found'), t('options.bundled.of', { share: share(found, t), n: positives })],
    [
      t('options.bundled.wrong'),
      falsePositivesBound === undefined ? t('options.bundled.of', wrong) : t('options.bundled.of-at-most', { ...wrong, most: share(falsePositivesBound, t) }),
    ],
    ...(worst === undefined ? [] : [[t('options.bundled.worst'), t('options.bundled.of-group', { group: groupName(worst.group, t), share: share(worst.falsePositives, t), n: worst.items })] as const]),
    ...(declined === undefined ? [] : [[t('options.bundled.declined'), t('options.bundled.of', { share: share(declined / (positives + negatives + declined), t), n: positives + negatives + declined })] as const]),
  ];
}

/** In words that a reader would use: few is under a quarter, most from three quarters on. */
function amountOf(found: number): 'few' | 'some' | 'most' {
  if (found < 0.25) return 'few';
  return found < 0.75 ? 'some' : 'most';
}
