import type { JSX } from 'preact';
import type { ModelFacts } from '../../lib/core/model-facts.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { BundledFigures } from './bundled-figures.tsx';

/** Models of which there are words in every language; others go by their id and by their card. */
const TOLD = ['text-spam', 'picture-ai', 'face-finder'] as const;

export interface BundledModelProps {
  readonly id: string;
  readonly facts: ModelFacts | undefined;
  readonly t: Translate;
}

/** One model: what it says, how good it is, its limits, and what identifies it. */
export function BundledModel({ id, facts, t }: BundledModelProps): JSX.Element {
  const told = TOLD.find((each) => each === id);
  return (
    <details>
      <summary>{told === undefined ? id : t(`options.bundled.${told}`)}</summary>
      {told !== undefined && <p>{t(`options.bundled.${told}.says`)}</p>}
      {facts === undefined ? (
        <p>{t('options.bundled.no-card')}</p>
      ) : (
        <>
          {facts.measured.length === 0 && <p>{t('options.bundled.no-figures')}</p>}
          {facts.measured.map((label) => (
            <BundledFigures key={label.label} facts={label} t={t} />
          ))}
          {(told !== undefined || facts.limits.length > 0) && <h3>{t('options.bundled.limits')}</h3>}
          {told !== undefined && <p>{t(`options.bundled.${told}.limits`)}</p>}
          {facts.limits.length > 0 && (
            <>
              <p class="soft">{t('options.bundled.limits-card')}</p>
              <ul lang="en" dir="ltr">
                {facts.limits.map((limit) => (
                  <li key={limit}>{limit}</li>
                ))}
              </ul>
            </>
          )}
          <h3>{t('options.bundled.which')}</h3>
          <dl>
            <Fact name={t('options.bundled.version')} value={`${id} ${facts.version}`} />
            <Fact name={t('options.models.licence')} value={facts.licence} />
            <Fact name={t('options.models.digest')} value={facts.digest} />
          </dl>
        </>
      )}
    </details>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        <bdi>{value}</bdi>
      </dd>
    </div>
  );
}
