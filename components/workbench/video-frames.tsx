import type { JSX } from 'preact';
import type { Judged } from '../../lib/core/report.ts';
import { claimOf, explainQuiet } from '../../lib/i18n/explain.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import type { FramesState, FrameShown } from './work-item.ts';

export interface VideoFramesProps {
  readonly frames: FramesState | undefined;
  /** Whether there is a video here to take pictures from. */
  readonly canLook: boolean;
  readonly t: Translate;
  onLook(): void;
}

/** Pictures of a video as the picture models see them, each by itself; asked for by the reader. */
export function VideoFrames({ frames, canLook, t, onLook }: VideoFramesProps): JSX.Element {
  return (
    <div class="frames">
      <h3>{t('workbench.frames')}</h3>
      {frames?.kind === 'failed' && <p>{t('workbench.frames-failed')}</p>}
      {frames?.kind === 'running' && (
        <p class="row">
          <progress aria-label={t('workbench.frames')} value={frames.done} max={frames.total} />
          <span>{t('workbench.frames-running', { done: frames.done, total: frames.total })}</span>
        </p>
      )}
      {frames?.kind === 'done' && (
        <ul>
          {frames.frames.map((frame, i) => (
            <li key={i}>
              <span class="soft">{whenOf(frame, t)}</span> {saidOf(frame.judged, t)}
            </li>
          ))}
        </ul>
      )}
      {canLook && frames?.kind !== 'running' && (
        <button type="button" onClick={() => onLook()}>
          {t('workbench.look-at-frames')}
        </button>
      )}
      <p class="hint">{t('workbench.frames-hint')}</p>
    </div>
  );
}

function whenOf({ at }: FrameShown, t: Translate): string {
  if (at === undefined) return t('workbench.poster');
  return new Intl.NumberFormat(t.locale, { style: 'unit', unit: 'second', maximumFractionDigits: 1 }).format(at);
}

function saidOf({ verdicts, quiet }: Judged, t: Translate): string {
  return [...verdicts.map((verdict) => claimOf(verdict, t)), ...quiet.map((finding) => explainQuiet(finding, t))].join(' · ');
}
