import type { JSX } from 'preact';
import { TREATMENTS, type Treatment } from '../../lib/core/policy.ts';
import type { Translate } from '../../lib/i18n/t.ts';

export interface TreatmentLegendProps {
  readonly t: Translate;
}

/** What each treatment does, in a sentence and in a small picture of a post. */
export function TreatmentLegend({ t }: TreatmentLegendProps): JSX.Element {
  return (
    <ul class="legend">
      {TREATMENTS.map((treatment) => (
        <li key={treatment}>
          <Sample treatment={treatment} />
          <p>
            <strong>{t(`treatment.${treatment}`)}</strong>
            <small>{t(`options.treatment.${treatment}`)}</small>
          </p>
        </li>
      ))}
    </ul>
  );
}

/** A post of two lines as the treatment leaves it. */
function Sample({ treatment }: { readonly treatment: Treatment }): JSX.Element {
  const isStub = treatment === 'warn' || treatment === 'hide';
  return (
    <svg class="sample" data-treatment={treatment} viewBox="0 0 64 40" width="64" height="40" aria-hidden="true">
      {isStub ? (
        <g class="stub">
          <rect x="1.5" y={treatment === 'hide' ? 15.5 : 8.5} width="61" height={treatment === 'hide' ? 9 : 23} rx="3" />
          <path d={treatment === 'hide' ? 'M6 20h22' : 'M6 16h34M6 24h14'} />
        </g>
      ) : (
        <g class="lines">
          <path d="M4 9h36M4 19h52M4 29h44" />
        </g>
      )}
      {treatment !== 'ignore' && <circle class="dot" cx="56" cy={DOT_Y[treatment]} r="3.5" />}
    </svg>
  );
}

const DOT_Y: Readonly<Record<Exclude<Treatment, 'ignore'>, number>> = { badge: 9, warn: 20, blur: 9, hide: 20 };
