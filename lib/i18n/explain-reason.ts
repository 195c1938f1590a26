import { MAX_EVIDENCE_LINK, MAX_REASON, type FlagDetails, type FlagReason, type NoReason } from '../core/flag-reason.ts';
import { quoted } from './strangers.ts';
import type { Translate } from './t.ts';

/** Why a list flags something, as the reader who asked is told: a sentence a line, and last who was asked for it. */
export function explainReason({ details, asked }: FlagReason, t: Translate): string {
  return [...detailsSay(details ?? { evidence: [] }, t), asked === undefined ? t('reason.own') : t('reason.asked', { host: quoted(asked.host), n: asked.among })].join('\n');
}

/** Why nothing can be told. */
export function explainNoReason(why: NoReason, t: Translate): string {
  return t(`reason.no.${why}`);
}

function detailsSay({ reason, evidence, reporters, dispute }: FlagDetails, t: Translate): readonly string[] {
  return [
    reason === undefined ? t('reason.none') : t('quote', { text: quoted(reason.text, MAX_REASON) }),
    ...evidence.map((piece) => ('link' in piece ? t('reason.see', { link: quoted(piece.link, MAX_EVIDENCE_LINK) }) : t('reason.file', { sha256: piece.sha256 }))),
    ...(reporters === undefined ? [] : [t(`reason.reporters.${reporters}`)]),
    ...(dispute === undefined ? [] : [t(`reason.dispute.${dispute}`)]),
  ];
}
