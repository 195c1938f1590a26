import type { JSX } from 'preact';
import type { HubModel, ModelOffer } from '../../lib/core/hub-model.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { StrangersText } from '../ui/strangers-text.tsx';

export interface ModelFactsProps {
  readonly model: Pick<HubModel | ModelOffer, 'server' | 'revision' | 'licence' | 'labels'>;
  /** Further facts, name and value. */
  readonly more?: readonly (readonly [name: string, value: string])[];
  readonly t: Translate;
}

/** What identifies a model, for who wants to compare it with what others have. */
export function ModelFacts({ model: { server, revision, licence, labels }, more = [], t }: ModelFactsProps): JSX.Element {
  const facts: readonly (readonly [string, string])[] = [
    [t('options.models.licence'), licence ?? t('options.models.not-stated')],
    [t('options.models.classes'), labels.join(', ')],
    [t('options.models.server-of'), server],
    [t('options.models.revision'), revision],
    ...more,
  ];
  return (
    <dl>
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>
            <StrangersText text={value} max={160} />
          </dd>
        </div>
      ))}
    </dl>
  );
}
