import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { MODEL_USES, type HubModel, type ModelUse } from '../../lib/core/hub-model.ts';
import { megabytes } from '../../lib/i18n/bytes.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { Confirm } from '../ui/confirm.tsx';
import { FailureText } from '../ui/failure-text.tsx';
import { StrangersText } from '../ui/strangers-text.tsx';
import { ModelClasses } from './model-classes.tsx';
import { ModelFacts } from './model-facts.tsx';

export interface ModelRowProps {
  readonly model: HubModel;
  readonly t: Translate;
  onPause(): void;
  onResume(): void;
  onRemove(): void;
  onUse(use: ModelUse): void;
  onConfirm(meant: readonly number[]): void;
}

/** One model of the reader's: how far it is, what it is used for, where it came from, and how to be rid of it. */
export function ModelRow(props: ModelRowProps): JSX.Element {
  const { model, t } = props;
  const { state } = model;
  const id = useId();
  const [removing, setRemoving] = useState(false);
  const name = quoted(model.id, 80);
  const held = state.kind === 'ready' ? model.bytes : state.doneBytes;
  return (
    <li class="model" aria-labelledby={id}>
      <h3 id={id}>
        <StrangersText text={model.id} max={120} />
      </h3>
      <p class="about">
        {t(`options.models.kind.${model.kind}`)} · {t('options.models.disk', { size: megabytes(held, t) })}
      </p>
      {state.why !== undefined && (
        <p class="stale">
          <FailureText failure={{ why: state.why, message: '' }} t={t} />
        </p>
      )}
      {state.kind === 'partial' ? (
        <Coming {...props} state={state} name={name} />
      ) : (
        <>
          <ModelClasses key={`${model.meant}`} kind={model.kind} labels={model.labels} meant={model.meant} t={t} onConfirm={props.onConfirm} />
          {model.meant !== null && <Use {...props} name={name} />}
        </>
      )}
      <details>
        <summary>{t('options.models.details')}</summary>
        <ModelFacts
          model={model}
          t={t}
          more={[
            [t('options.models.file'), `${model.file} · ${megabytes(model.bytes, t)}`],
            ...(state.kind === 'ready' ? [[t('options.models.digest'), digestOf(model, state.digest, t)] as const] : []),
          ]}
        />
      </details>
      {removing ? (
        <Confirm
          question={t('options.models.remove-ask', { name, size: megabytes(held, t) })}
          yes={t('options.models.remove-yes')}
          no={t('options.models.remove-no')}
          onYes={props.onRemove}
          onNo={() => setRemoving(false)}
        />
      ) : (
        <button type="button" aria-label={t('options.models.remove-name', { name })} onClick={() => setRemoving(true)}>
          {t('options.models.remove')}
        </button>
      )}
    </li>
  );
}

function digestOf({ sha256 }: HubModel, digest: string, t: Translate): string {
  return sha256 === null ? digest : t('options.models.digest-stated', { digest });
}

interface ComingProps extends ModelRowProps {
  readonly state: Extract<HubModel['state'], { kind: 'partial' }>;
  readonly name: string;
}

function Coming({ model, state: { step, doneBytes }, name, t, onPause, onResume }: ComingProps): JSX.Element {
  const [done, size] = [megabytes(doneBytes, t), megabytes(model.bytes, t)];
  const percent = new Intl.NumberFormat(t.locale, { style: 'percent' }).format(Math.min(1, doneBytes / model.bytes));
  return (
    <div class="acts">
      {step === 'paused' ? (
        <button type="button" class="primary" aria-label={t('options.models.resume-name', { name })} onClick={onResume}>
          {t('options.models.resume')}
        </button>
      ) : (
        <button type="button" aria-label={t('options.models.pause-name', { name })} onClick={onPause}>
          {t('options.models.pause')}
        </button>
      )}
      <progress aria-label={name} value={doneBytes} max={model.bytes} />
      <span class="under-way">
        {step === 'checking' ? t('options.models.checking') : t(`options.models.${step}`, { done, size, percent })}
      </span>
    </div>
  );
}

function Use({ model, name, t, onUse }: ModelRowProps & { readonly name: string }): JSX.Element {
  const id = useId();
  return (
    <fieldset>
      <legend class="unseen">{t('options.models.use', { name })}</legend>
      {MODEL_USES.map((use) => (
        <label key={use} class="choice">
          <input type="radio" name={id} checked={use === model.use} onChange={() => onUse(use)} />
          <span>{t(`options.models.use.${use}.${model.kind}`)}</span>
        </label>
      ))}
      <small>{t(`options.models.use-about.${model.kind}`)}</small>
    </fieldset>
  );
}
