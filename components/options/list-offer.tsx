import type { JSX } from 'preact';
import { useId, useState } from 'preact/hooks';
import type { ListOffer } from '../../lib/core/settings.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { absoluteTime } from '../../lib/i18n/when.ts';
import { ChooseFiles } from '../ui/choose-files.tsx';
import { StrangersText } from '../ui/strangers-text.tsx';
import { handleOf } from './always-shown.tsx';
import { Progress, type WorkUnderWay } from './progress.tsx';
import { RingTrialShown } from './ring-trial.tsx';

export interface ListOfferProps {
  /** A list that was fetched to be looked at. */
  readonly offer: ListOffer | undefined;
  /** How far the fetching is. */
  readonly fetching: WorkUnderWay | undefined;
  /** Whether what is shown is kept for seven days. */
  readonly isRingOn: boolean;
  readonly t: Translate;
  onLookUp(link: string): void;
  /** A picture of a QR code that says a link. */
  onQrCode(file: File): void;
  onCancel(): void;
  onJoin(offer: ListOffer): void;
  onDecline(offer: ListOffer): void;
  /** What is shown is to be kept from now on. */
  onRing(): void;
}

/** Follows a list by its link: it is fetched, checked and shown before it is followed. */
export function ListByLink(props: ListOfferProps): JSX.Element {
  const { offer, fetching, t, onCancel } = props;
  if (fetching !== undefined) {
    return (
      <div class="import">
        <Progress work={fetching} label={t('options.offer.look-up')} t={t} onCancel={onCancel} />
      </div>
    );
  }
  return offer === undefined ? <LinkForm {...props} /> : <OfferShown {...props} offer={offer} />;
}

function LinkForm({ t, onLookUp, onQrCode }: ListOfferProps): JSX.Element {
  const id = useId();
  const [link, setLink] = useState('');
  return (
    <form
      class="add"
      onSubmit={(event) => {
        event.preventDefault();
        if (link.trim() !== '') onLookUp(link.trim());
      }}
    >
      <label for={id}>{t('options.offer.field')}</label>
      <input
        id={id}
        type="text"
        value={link}
        maxLength={2048}
        placeholder="https://…#…"
        autocomplete="off"
        autocapitalize="off"
        spellcheck={false}
        aria-describedby={`${id}h`}
        onInput={({ currentTarget }) => setLink(currentTarget.value)}
      />
      <button type="submit">{t('options.offer.look-up')}</button>
      <ChooseFiles label={t('options.offer.qr')} accept="image/*" onFiles={([file]) => onQrCode(file)} />
      <small id={`${id}h`}>{t('options.offer.hint')}</small>
    </form>
  );
}

/** For a trial on more than the last start of the browser, what is shown has to be kept. */
function RingOffer({ isOn, t, onRing }: { readonly isOn: boolean; readonly t: Translate; onRing(): void }): JSX.Element {
  const id = useId();
  if (isOn) return <>{t('options.ring.from-now')}</>;
  return (
    <>
      {t('options.ring.offer')}{' '}
      <button type="button" aria-describedby={id} onClick={onRing}>
        {t('options.ring.turn-on')}
      </button>
      <small id={id}>{t('options.ring.about')}</small>
    </>
  );
}

/** What following the list would mean, and the two answers. */
function OfferShown({ offer, isRingOn, t, onJoin, onDecline, onRing }: ListOfferProps & { readonly offer: ListOffer }): JSX.Element {
  const { list, isFollowed, source, seen, ring, alwaysShown } = offer;
  const id = useId();
  const { host } = new URL(source);
  return (
    <section class="offer" aria-labelledby={id}>
      <h3 id={id}>
        <StrangersText text={list.name} max={80} />
      </h3>
      {list.description !== '' && (
        <p>
          <StrangersText text={list.description} max={300} />
        </p>
      )}
      <p class="about">{t('options.offer.holds', { n: list.flags, when: absoluteTime(list.confirmedAt, t.locale), host: quoted(host) })}</p>
      {isFollowed ? (
        <p>{t('options.offer.followed')}</p>
      ) : (
        <ul>
          {(ring === undefined || seen.of > 0) && <li>{seen.of === 0 ? t('options.offer.nothing-seen') : t('options.offer.would-label', { n: seen.labelled, of: seen.of })}</li>}
          {ring !== undefined && (
            <li>
              <RingTrialShown trial={ring} of="list" t={t} />
            </li>
          )}
          {alwaysShown.length > 0 && <li>{t('options.offer.always-shown', { n: alwaysShown.length, names: alwaysShown.slice(0, 5).map((each) => quoted(handleOf(each))).join(', ') })}</li>}
          {ring === undefined && (
            <li>
              <RingOffer isOn={isRingOn} t={t} onRing={onRing} />
            </li>
          )}
        </ul>
      )}
      <dl>
        <dt>{t('options.lists.charter')}</dt>
        <dd>
          <StrangersText text={list.charter} max={1200} />
        </dd>
        <dt>{t('options.lists.labels')}</dt>
        <dd>
          <StrangersText text={list.labels.map(({ name }) => name).join(', ')} max={300} />
        </dd>
        <dt>{t('options.lists.contact')}</dt>
        <dd>
          <StrangersText text={list.appealContact} max={120} />
        </dd>
        <dt>{t('options.offer.id')}</dt>
        <dd class="digits">{list.id}</dd>
      </dl>
      <div class="buttons">
        <button type="button" class="primary" onClick={() => onJoin(offer)}>
          {t(isFollowed ? 'options.offer.follow-from' : 'options.offer.follow', { host })}
        </button>
        <button type="button" onClick={() => onDecline(offer)}>
          {t('options.offer.decline')}
        </button>
      </div>
    </section>
  );
}
