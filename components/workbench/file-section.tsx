import type { JSX } from 'preact';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { FailureText } from '../ui/failure-text.tsx';
import { StrangersText } from '../ui/strangers-text.tsx';
import { FileFindings } from './file-findings.tsx';
import { ExaminationShown } from './examination-shown.tsx';
import { VideoFrames } from './video-frames.tsx';
import type { WorkItem } from './work-item.ts';

export interface FileActions {
  onCancel(item: WorkItem): void;
  onRemove(item: WorkItem): void;
  onCopy(item: WorkItem): void;
  /** To fetch from the site of this file. */
  onAllow(item: WorkItem): void;
  /** To look at pictures from a video. */
  onFrames(item: WorkItem): void;
}

export interface FileSectionProps extends FileActions {
  readonly item: WorkItem;
  /** All that is on the workbench. */
  readonly beside: readonly WorkItem[];
  readonly t: Translate;
  readonly nowMs: number;
}

/** One file: what is under way, what came of it, and what the reader can do about it. */
export function FileSection({ item, beside, t, nowMs, onCancel, onRemove, onCopy, onAllow, onFrames }: FileSectionProps): JSX.Element {
  const { id, name, state, preview, from } = item;
  const isUnderWay = state.kind === 'waiting' || state.kind === 'running';
  const named = (key: 'workbench.cancel' | 'workbench.remove' | 'workbench.copy') => ({ 'aria-label': `${t(key)}: ${quoted(name)}` });
  return (
    <section class="file" aria-labelledby={`name-${id}`} aria-busy={isUnderWay} data-state={state.kind}>
      <header>
        <h2 id={`name-${id}`}>
          <StrangersText text={name} max={80} />
        </h2>
        <span class="row">
          {state.kind === 'done' && (
            <button type="button" {...named('workbench.copy')} onClick={() => onCopy(item)}>
              {t('workbench.copy')}
            </button>
          )}
          {isUnderWay ? (
            <button type="button" {...named('workbench.cancel')} onClick={() => onCancel(item)}>
              {t('workbench.cancel')}
            </button>
          ) : (
            <button type="button" {...named('workbench.remove')} onClick={() => onRemove(item)}>
              {t('workbench.remove')}
            </button>
          )}
        </span>
      </header>
      {state.kind === 'waiting' && <p class="soft">{t('workbench.waiting')}</p>}
      {state.kind === 'running' && <ExaminationShown progress={state.progress} t={t} />}
      {state.kind === 'failed' && (
        <p class="failed">
          <FailureText failure={state.failure} t={t} />
        </p>
      )}
      {state.kind === 'streamed' && <p>{t('workbench.streamed')}</p>}
      {state.kind === 'not-allowed' && (
        <p>
          {t('workbench.not-allowed', { host: quoted(state.host) })}{' '}
          <button type="button" onClick={() => onAllow(item)}>
            {t('workbench.allow')}
          </button>
        </p>
      )}
      {from !== undefined && <FromPage from={from} t={t} />}
      {preview?.kind === 'picture' && <img class="preview" src={preview.url} alt={t('workbench.preview')} />}
      {preview?.kind === 'video' && <video class="preview" src={preview.url} controls preload="metadata" aria-label={t('workbench.preview')} />}
      {preview?.kind === 'sound' && <audio src={preview.url} controls preload="metadata" aria-label={t('workbench.preview')} />}
      {state.kind === 'done' && <FileFindings file={state.file} beside={beside} t={t} nowMs={nowMs} />}
      {(item.frames !== undefined || preview?.kind === 'video') && <VideoFrames frames={item.frames} canLook={preview?.kind === 'video'} t={t} onLook={() => onFrames(item)} />}
      {state.kind === 'streamed' && <p class="not-checked">{t('workbench.not-checked', { what: `${t('workbench.not-checked.sound')}, ${t('workbench.not-checked.face-motion')}` })}</p>}
    </section>
  );
}

/** Where the reader saw it, and the platform's own mark on it. */
function FromPage({ from: { where, marks }, t }: { readonly from: NonNullable<WorkItem['from']>; readonly t: Translate }): JSX.Element {
  return (
    <p class="soft">
      {t('workbench.from', { where: quoted(where) })}{' '}
      {marks.length === 0 ? t('workbench.no-site-mark') : marks.map((mark) => t('workbench.site-mark', { mark: quoted(mark) })).join(' ')}
    </p>
  );
}
