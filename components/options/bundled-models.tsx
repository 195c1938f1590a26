import type { JSX } from 'preact';
import type { DataSummary } from '../../lib/core/data-statement.ts';
import type { ModelFacts } from '../../lib/core/model-facts.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { BundledData } from './bundled-data.tsx';
import { BundledModel } from './bundled-model.tsx';
import './bundled-models.css';

/** A model that ships, by its id, with what its card says; undefined where that cannot be read. */
export interface BundledModelShown {
  readonly id: string;
  readonly facts: ModelFacts | undefined;
}

export interface BundledModelsProps {
  readonly models: readonly BundledModelShown[];
  readonly data: DataSummary;
  readonly t: Translate;
}

/** What the models that ship say, how good they are and what they were made from; each folded until somebody asks. */
export function BundledModels({ models, data, t }: BundledModelsProps): JSX.Element {
  return (
    <div class="bundled">
      {models.map((model) => (
        <BundledModel key={model.id} {...model} t={t} />
      ))}
      <BundledData data={data} t={t} />
    </div>
  );
}
