import type { JSX } from 'preact';
import { useId, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { ModelOffer } from '../../lib/core/hub-model.ts';
import { megabytes } from '../../lib/i18n/bytes.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { StrangersText } from '../ui/strangers-text.tsx';
import { ModelFacts } from './model-facts.tsx';

export interface ModelOfferProps {
  readonly offer: ModelOffer;
  readonly t: Translate;
  onDownload(file: string): void;
  onLeave(): void;
}

/** What a server has under the name the reader gave: its size first, then the button. */
export function ModelOfferCard({ offer, t, onDownload, onLeave }: ModelOfferProps): JSX.Element {
  const id = useId();
  const heading = useRef<HTMLHeadingElement>(null);
  const [file, setFile] = useState(offer.variants[0].file);
  const chosen = offer.variants.find((each) => each.file === file) ?? offer.variants[0];
  useLayoutEffect(() => heading.current?.focus(), []);
  return (
    <div class="model offer" role="group" aria-labelledby={id}>
      <h3 id={id} ref={heading} tabIndex={-1}>
        <StrangersText text={offer.id} max={120} />
      </h3>
      <p class="about">{t(`options.models.kind.${offer.kind}`)}</p>
      <ModelFacts model={offer} t={t} />
      <div class="acts">
        <label for={`${id}f`}>{t('options.models.form')}</label>
        <select id={`${id}f`} value={file} onChange={({ currentTarget }) => setFile(currentTarget.value)}>
          {offer.variants.map((variant) => (
            <option key={variant.file} value={variant.file}>
              {variant.file.replace('onnx/', '')} · {megabytes(variant.bytes, t)}
            </option>
          ))}
        </select>
        <button type="button" class="primary" onClick={() => onDownload(chosen.file)}>
          {t('options.models.download', { size: megabytes(chosen.bytes, t) })}
        </button>
        <button type="button" onClick={onLeave}>
          {t('options.models.dismiss')}
        </button>
      </div>
    </div>
  );
}
