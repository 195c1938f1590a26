import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { Judged } from '../../lib/core/report.ts';
import { claimOf, subjectName } from '../../lib/i18n/explain.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { shownVerdicts } from '../badge/shown-verdicts.ts';
import { StandingIcon } from '../ui/standing-icon.tsx';
import { StrangersText } from '../ui/strangers-text.tsx';

/** Shown at first, and further with each asking. */
const STEP = 20;

export interface LabelledThingsProps {
  readonly judged: readonly Judged[];
  readonly t: Translate;
  onShow(judged: Judged): void;
}

/** Every labelled thing of the page, in the page's order; choosing one shows it there. */
export function LabelledThings({ judged, t, onShow }: LabelledThingsProps): JSX.Element {
  const [most, setMost] = useState(STEP);
  const rest = judged.length - most;
  return (
    <section class="things">
      <h2>{t('popup.where')}</h2>
      <ol>
        {judged.slice(0, most).map((one) => (
          <li key={`${one.subject.kind} ${one.key} ${one.where}`}>
            <Thing judged={one} t={t} onShow={onShow} />
          </li>
        ))}
      </ol>
      {rest > 0 && (
        <button type="button" onClick={() => setMost(most + STEP)}>
          {t('popup.more', { n: Math.min(rest, STEP) })}
        </button>
      )}
    </section>
  );
}

interface ThingProps {
  readonly judged: Judged;
  readonly t: Translate;
  onShow(judged: Judged): void;
}

function Thing({ judged, t, onShow }: ThingProps): JSX.Element {
  return (
    <button type="button" class="thing" onClick={() => onShow(judged)}>
      {shownVerdicts([judged]).map(({ verdict }) => (
        <span key={verdict.label} class="claim" data-standing={verdict.standing}>
          <StandingIcon standing={verdict.standing} />
          {claimOf(verdict, t)}
        </span>
      ))}
      <span class="where">
        {subjectName(judged.subject, t)} · <StrangersText text={withoutScheme(judged.where)} max={48} />
      </span>
    </button>
  );
}

function withoutScheme(address: string): string {
  return address.replace(/^https?:\/\/(www\.)?/, '');
}
