import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import { MODEL_KINDS, type RecommendedModel } from '../../lib/core/hub-model.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import type { ModelsProps } from './models.tsx';

export type FindModelProps = Pick<ModelsProps, 'recommended' | 'isLooking' | 't' | 'onLookUp'>;

/** A field for any model, on the hub or on a mirror of it, and a few that are worth a look. */
export function FindModel({ recommended, isLooking, t, onLookUp }: FindModelProps): JSX.Element {
  const id = useId();
  const [asked, setAsked] = useState('');
  const [server, setServer] = useState('');
  const [wrong, setWrong] = useState<'no-model' | 'no-server'>();
  function lookUp(name: string): void {
    const outcome = onLookUp(name, server.trim());
    setWrong(outcome === 'ok' ? undefined : outcome);
  }
  return (
    <>
      <form
        class="add"
        onSubmit={(event) => {
          event.preventDefault();
          lookUp(asked);
        }}
      >
        <label for={`${id}n`}>{t('options.models.field')}</label>
        <input
          id={`${id}n`}
          type="text"
          value={asked}
          maxLength={300}
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          aria-invalid={wrong === 'no-model'}
          aria-describedby={`${id}h`}
          onInput={({ currentTarget }) => setAsked(currentTarget.value)}
        />
        <button type="submit" aria-busy={isLooking} disabled={isLooking}>
          {t('options.models.look-up')}
        </button>
        <small id={`${id}h`} role="status" class={wrong === undefined ? '' : 'wrong'}>
          {t(hintOf(isLooking, wrong))}
        </small>
        <details>
          <summary>{t('options.models.other-server')}</summary>
          <label for={`${id}s`}>{t('options.models.server')}</label>{' '}
          <input
            id={`${id}s`}
            type="text"
            value={server}
            maxLength={200}
            placeholder="https://"
            autocomplete="off"
            autocapitalize="off"
            spellcheck={false}
            aria-invalid={wrong === 'no-server'}
            onInput={({ currentTarget }) => setServer(currentTarget.value)}
          />
        </details>
      </form>
      <details class="recommended">
        <summary>{t('options.models.recommended')}</summary>
        <p class="about">{t('options.models.recommended-about')}</p>
        {MODEL_KINDS.map((kind) => (
          <section key={kind}>
            <h3>{t(`options.models.kind.${kind}`)}</h3>
            <ul>
              {recommended
                .filter((model) => model.kind === kind)
                .map((model) => (
                  <Recommended key={model.id} model={model} isLooking={isLooking} t={t} onLookUp={() => lookUp(model.id)} />
                ))}
            </ul>
          </section>
        ))}
      </details>
    </>
  );
}

function hintOf(isLooking: boolean, wrong: 'no-model' | 'no-server' | undefined) {
  if (isLooking) return 'options.models.looking';
  if (wrong === 'no-model') return 'options.models.unknown';
  return wrong === 'no-server' ? 'options.models.server-unknown' : 'options.models.hint';
}

interface RecommendedProps {
  readonly model: RecommendedModel;
  readonly isLooking: boolean;
  readonly t: Translate;
  onLookUp(): void;
}

function Recommended({ model, isLooking, t, onLookUp }: RecommendedProps): JSX.Element {
  const facts = [
    [t('options.models.licence'), model.licence],
    [t('options.models.size'), model.size],
    [t('options.models.trained-on'), model.trainedOn],
    [t('options.models.claims'), model.claims],
  ] as const;
  return (
    <li class="model">
      <h4>{model.id}</h4>
      <dl>
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd lang="en">{value}</dd>
          </div>
        ))}
      </dl>
      <button type="button" disabled={isLooking} aria-label={t('options.models.look-up-name', { name: quoted(model.id) })} onClick={onLookUp}>
        {t('options.models.look-up')}
      </button>
    </li>
  );
}
