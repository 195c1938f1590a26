import type { JSX } from 'preact';
import type { Claim } from '../../lib/core/evidence.ts';
import type { ExaminedFile } from '../../lib/core/examined-file.ts';
import { megabytes } from '../../lib/i18n/bytes.ts';
import { claimOf, labelName } from '../../lib/i18n/explain.ts';
import type { Translate } from '../../lib/i18n/t.ts';
import { Credentials } from '../badge/credentials.tsx';
import { EvidenceItem } from '../badge/evidence-item.tsx';
import { FileNotes } from '../badge/file-notes.tsx';
import { StandingIcon } from '../ui/standing-icon.tsx';
import { StrangersText } from '../ui/strangers-text.tsx';
import { PictureJudgement } from './picture-judgement.tsx';
import { ForkShown } from './fork-shown.tsx';
import { ReceiptShown } from './receipt-shown.tsx';
import type { WorkItem } from './work-item.ts';

export interface FileFindingsProps {
  readonly file: ExaminedFile;
  /** All that is on the workbench. */
  readonly beside: readonly WorkItem[];
  readonly t: Translate;
  readonly nowMs: number;
}

/** Everything that was found of one file: what it is, what it says of itself, what others say of it, and what nobody looked at. */
export function FileFindings({ file, beside, t, nowMs }: FileFindingsProps): JSX.Element {
  const { kind, bytes, size, sha256, pdq, claims, judged, receipt, fork, notChecked } = file;
  const flagged = judged.verdicts.filter(({ evidence }) => evidence.some((piece) => piece.kind === 'flag'));
  const isPicture = judged.quiet.length > 0 || judged.verdicts.some(({ evidence }) => evidence.some((piece) => piece.kind === 'signal'));
  const facts = [kind === undefined ? t('workbench.kind.unknown') : t(`workbench.kind.${kind}`), megabytes(bytes, t), ...(size === undefined ? [] : [t('workbench.size', size)])];
  return (
    <>
      <dl>
        <dt>{t('workbench.what')}</dt>
        <dd>{facts.join(' · ')}</dd>
        <dt>SHA-256</dt>
        <dd>
          <code>{sha256}</code>
        </dd>
        {pdq !== undefined && (
          <>
            <dt>{t('workbench.pdq')}</dt>
            <dd>
              <code>{pdq}</code>
            </dd>
          </>
        )}
      </dl>
      {fork !== undefined && <ForkShown fork={fork} t={t} />}
      {fork !== undefined ? null : receipt === undefined ? (
        <>
          <h3>{t('workbench.marks')}</h3>
          {claims.length === 0 ? (
            <p>{t('workbench.no-marks')}</p>
          ) : (
            <ul class="evidence-list">{claims.map((claim, i) => (isPicture ? <ClaimLine key={i} claim={claim} t={t} /> : <EvidenceItem key={i} evidence={claim} t={t} nowMs={nowMs} />))}</ul>
          )}
        </>
      ) : (
        <ReceiptShown receipt={receipt} beside={beside} t={t} nowMs={nowMs} />
      )}
      <FileNotes judged={[judged]} t={t} />
      {judged.credentials !== undefined && <Credentials credentials={judged.credentials} t={t} />}
      {isPicture ? (
        <PictureJudgement judged={judged} t={t} nowMs={nowMs} />
      ) : (
        flagged.map((verdict) => (
          <p key={verdict.label} class="claim" data-standing={verdict.standing}>
            <StandingIcon standing={verdict.standing} /> {claimOf(verdict, t)}
          </p>
        ))
      )}
      {notChecked.length > 0 && <p class="not-checked">{t('workbench.not-checked', { what: notChecked.map((each) => t(`workbench.not-checked.${each}`)).join(', ') })}</p>}
    </>
  );
}

/** In one line: what it amounts to says the rest. */
function ClaimLine({ claim, t }: { readonly claim: Claim; readonly t: Translate }): JSX.Element {
  return (
    <li>
      {labelName(claim.label, t)}: <q><StrangersText text={claim.value} max={200} /></q>
    </li>
  );
}
