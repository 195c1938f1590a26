import { MAX_EVIDENCE, MAX_EVIDENCE_LINK, MAX_REASON, type FlagDetails, type ReasonEvidence, type ReasonText } from '../core/flag-reason.ts';
import { refuse } from './list-error.ts';

/** What a list may not tell of a flag, as the end of a sentence; undefined where it may. `sensitive`: whether its label is. */
export function whyNoDetails({ reason, evidence }: FlagDetails, sensitive: boolean): string | undefined {
  if (sensitive && (reason !== undefined || evidence.length > 0)) return 'a sensitive label carries neither a reason nor evidence: they would tell whom it is about';
  if (evidence.length > MAX_EVIDENCE) return `evidence is at most ${MAX_EVIDENCE} addresses and hashes`;
  if (new Set(evidence.map(nameOf)).size !== evidence.length) return 'it names one piece of evidence twice';
  return whyNoReason(reason) ?? evidence.map(whyNoEvidence).find((why) => why !== undefined);
}

/** The same of why a flag was taken back. */
export function whyNoRetraction(reason: ReasonText | undefined, sensitive: boolean): string | undefined {
  return whyNoDetails({ evidence: [], ...(reason === undefined ? {} : { reason }) }, sensitive);
}

/** Refuses details that were read, where there is a reason to. */
export function refuseWhy(why: string | undefined): void {
  if (why !== undefined) refuse('bad-details', `What the list tells of a flag breaks a rule: ${why}.`);
}

/** Whether nothing is told: then there is no entry. */
export function isSilent({ reason, evidence, reporters, dispute }: FlagDetails): boolean {
  return reason === undefined && evidence.length === 0 && reporters === undefined && dispute === undefined;
}

const LANGUAGE_TAG = /^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8}){0,4}$/;

function whyNoReason(reason: ReasonText | undefined): string | undefined {
  if (reason === undefined) return undefined;
  const { text, lang } = reason;
  if (text.length > MAX_REASON) return `a reason has at most ${MAX_REASON} characters`;
  if (!/\S/u.test(text) || /[\p{Cc}\p{Cs}]/u.test(text)) return 'a reason is one line of text';
  return lang === undefined || LANGUAGE_TAG.test(lang) ? undefined : 'the language of a reason is a tag such as "en"';
}

function whyNoEvidence(evidence: ReasonEvidence): string | undefined {
  if ('sha256' in evidence) return /^[0-9a-f]{64}$/.test(evidence.sha256) ? undefined : 'a hash has 64 hex digits';
  return isPlainLink(evidence.link) ? undefined : 'evidence is an https address without credentials, in its canonical form, or a hash';
}

function isPlainLink(link: string): boolean {
  // There may be a million: what is none is seldom there, and parsing is what takes the time.
  if (link.length > MAX_EVIDENCE_LINK || !link.startsWith('https://')) return false;
  try {
    const { username, password, href } = new URL(link);
    return username === '' && password === '' && href === link;
  } catch {
    return false;
  }
}

function nameOf(evidence: ReasonEvidence): string {
  return 'link' in evidence ? evidence.link : evidence.sha256;
}
