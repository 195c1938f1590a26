import type { JSX } from 'preact';
import type { HubModel, ModelOffer, ModelUse, RecommendedModel } from '../../lib/core/hub-model.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { FindModel } from './find-model.tsx';
import { ModelOfferCard } from './model-offer.tsx';
import { ModelRow } from './model-row.tsx';

export interface ModelsProps {
  readonly models: readonly HubModel[];
  readonly recommended: readonly RecommendedModel[];
  /** What the reader looked up, until it is taken or left. */
  readonly offer: ModelOffer | undefined;
  readonly isLooking: boolean;
  readonly t: Translate;
  /** What the reader typed, and the server that it is on; false where that is no address. `server` is empty for the hub itself. */
  onLookUp(asked: string, server: string): 'ok' | 'no-model' | 'no-server';
  onDownload(offer: ModelOffer, file: string): void;
  onLeave(): void;
  onPause(model: HubModel): void;
  onResume(model: HubModel): void;
  onRemove(model: HubModel): void;
  onUse(model: HubModel, use: ModelUse): void;
  onConfirm(model: HubModel, meant: readonly number[]): void;
}

/** The models that the reader chose, and a way to more. */
export function Models(props: ModelsProps): JSX.Element {
  const { models, offer, t } = props;
  return (
    <div class="models">
      {models.length === 0 && offer === undefined && <p class="empty">{t('options.models.none')}</p>}
      <ul>
        {models.map((model) => (
          <ModelRow
            key={model.id}
            model={model}
            t={t}
            onPause={() => props.onPause(model)}
            onResume={() => props.onResume(model)}
            onRemove={() => props.onRemove(model)}
            onUse={(use) => props.onUse(model, use)}
            onConfirm={(meant) => props.onConfirm(model, meant)}
          />
        ))}
      </ul>
      {offer !== undefined && (
        <ModelOfferCard key={`${offer.id}@${offer.revision}`} offer={offer} t={t} onDownload={(file) => props.onDownload(offer, file)} onLeave={props.onLeave} />
      )}
      <FindModel recommended={props.recommended} isLooking={props.isLooking} t={t} onLookUp={props.onLookUp} />
    </div>
  );
}
