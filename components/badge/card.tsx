import type { JSX, RefCallback, TargetedKeyboardEvent, TargetedMouseEvent } from 'preact';
import type { Word } from '../../lib/core/correction.ts';
import type { Flag } from '../../lib/core/evidence.ts';
import { isCover, type Treatment } from '../../lib/core/policy.ts';
import type { Judged } from '../../lib/core/report.ts';
import { verdictName } from '../../lib/i18n/explain.ts';
import { quoted } from '../../lib/i18n/strangers.ts';
import type { PageMessageKey, Translate } from '../../lib/i18n/t.ts';
import type { FlagAnswer, FlagQuestion } from './ask-flag.tsx';
import { Credentials } from './credentials.tsx';
import { FileNotes } from './file-notes.tsx';
import { QuietAnswer } from './quiet-answer.tsx';
import { QuietFindings } from './quiet-findings.tsx';
import type { ShownVerdict } from './shown-verdicts.ts';
import { Unchecked } from './unchecked.tsx';
import { VerdictSection } from './verdict-section.tsx';

/** Who posted it, as the reader knows them. */
export interface CardAccount {
  /** As the site writes it, without a leading @: hostile text. */
  readonly handle: string;
  readonly alwaysShown: boolean;
}

/** Whether a larger copy of a picture was looked at: not asked, under way, there is none, or its size in pixels. */
export type DeeperState = 'offered' | 'looking' | 'none' | { readonly width: number; readonly height: number };

/** Who wants a larger copy looked at asks, and is answered also where there is nothing to say. */
export function askedDeeper(deeper: DeeperState | undefined): deeper is Exclude<DeeperState, 'offered'> {
  return deeper !== undefined && deeper !== 'offered';
}

export interface CardProps {
  readonly judged: readonly Judged[];
  /** Empty only where the reader asked. */
  readonly shown: readonly ShownVerdict[];
  /** What was done to what it is about. */
  readonly treatment: Treatment;
  readonly account?: CardAccount | undefined;
  readonly t: Translate<PageMessageKey>;
  readonly nowMs: number;
  readonly cardRef: RefCallback<HTMLElement>;
  /** Absent where there is nothing to look deeper at. */
  readonly deeper?: DeeperState | undefined;
  /** What came of what the reader asked of a flag. */
  readonly answer?: FlagAnswer | undefined;
  onLookDeeper(): void;
  onAsk(question: FlagQuestion, flag: Flag, shown: ShownVerdict): void;
  onClose(): void;
  onHide(): void;
  onAlwaysShow(shown: boolean): void;
  /** Absent where nothing the reader says would be kept. Null takes back what was said. */
  readonly onCorrect?: ((shown: ShownVerdict, word: Word | null) => void) | undefined;
}

/** Why the mark is there: a dialog in the top layer, which no page can cover or cut. */
export function Card({ judged, shown, treatment, account, t, nowMs, cardRef, deeper, answer, onLookDeeper, onAsk, onClose, onHide, onAlwaysShow, onCorrect }: CardProps): JSX.Element {
  const [first] = shown;
  return (
    <div
      ref={cardRef}
      class="card"
      popover="manual"
      role="dialog"
      aria-modal="true"
      aria-labelledby="card-title"
      tabIndex={-1}
      onKeyDown={onKeyDown}
    >
      <header>
        <h2 id="card-title">{t(first === undefined ? 'asked.title' : 'card.title')}</h2>
        <button type="button" class="action close" aria-label={t('card.close')} title={t('card.close')} onClick={onClose}>
          <svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true">
            <path class="line" d="M4 4l8 8M12 4l-8 8" />
          </svg>
        </button>
      </header>
      {/* Where reading begins; it has the focus so that the arrow keys scroll it. */}
      <div class="body" tabIndex={0}>
        {first !== undefined && isCover(treatment) && (
          <p class="facts chose">{t(`card.chose-${treatment}`, { label: verdictName(first.verdict, t) })}</p>
        )}
        {shown.map((one) => (
          <VerdictSection
            key={`${one.judged.key} ${one.verdict.label}`}
            shown={one}
            t={t}
            nowMs={nowMs}
            answer={answer}
            onAsk={(question, flag) => onAsk(question, flag, one)}
            onCorrect={onCorrect && ((word) => onCorrect(one, word))}
          />
        ))}
        {first === undefined && <QuietAnswer judged={judged} t={t} />}
        {judged.map(({ key, credentials }) => credentials && <Credentials key={key} credentials={credentials} t={t} />)}
        <FileNotes judged={judged} t={t} />
        {first !== undefined && <QuietFindings judged={judged} t={t} />}
      </div>
      <footer>
        <p class="absence">{t('card.absence')}</p>
        {judged.some(({ subject }) => subject.kind === 'media') && <Unchecked t={t} />}
        {deeper === 'offered' && (
          <button type="button" class="action" title={t('card.deeper-hint')} onClick={lookDeeper}>
            {t('card.deeper')}
          </button>
        )}
        <p role="status" class="absence">
          {askedDeeper(deeper) && (typeof deeper === 'string' ? t(`card.deeper-${deeper}`) : t('card.deeper-done', deeper))}
        </p>
        {account !== undefined && (
          <button type="button" class="action" onClick={() => onAlwaysShow(!account.alwaysShown)}>
            {t(account.alwaysShown ? 'card.stop-showing' : 'card.always-show', { account: quoted(`@${account.handle}`, 40) })}
          </button>
        )}
        <button type="button" class="action" onClick={onHide}>
          {t('card.hide')}
        </button>
      </footer>
    </div>
  );

  /** The button goes, and the focus must not go with it. */
  function lookDeeper({ currentTarget }: TargetedMouseEvent<HTMLElement>): void {
    currentTarget.closest('.card')?.querySelector<HTMLElement>('.body')?.focus();
    onLookDeeper();
  }

  function onKeyDown(event: TargetedKeyboardEvent<HTMLElement>): void {
    if (event.key === 'Escape') {
      event.preventDefault();
      onClose();
    } else if (event.key === 'Tab') {
      cycleFocus(event.currentTarget, event);
    }
  }
}

/** Tab stays within: from the last control to the first and back. */
function cycleFocus(card: HTMLElement, event: KeyboardEvent): void {
  const stops = [...card.querySelectorAll<HTMLElement>('button, summary, a, .body')];
  const root = card.getRootNode() as Document | ShadowRoot;
  const at = stops.findIndex((stop) => stop === root.activeElement);
  const next = event.shiftKey ? (at <= 0 ? stops.length - 1 : at - 1) : (at + 1) % stops.length;
  event.preventDefault();
  stops[next]?.focus();
}
