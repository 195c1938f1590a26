import type { TextLabel } from '../../lib/detect/text-card.ts';
import type { Row } from './corpus.ts';

/** 1 where a row deserves the label, 0 where it does not; undefined where nobody can tell, so that it is neither learnt nor measured. */
type LabelOf = (row: Row) => 1 | 0 | undefined;

/** What each head learns. Only spam is labelled in all sources; the other two are read off the categories of some. */
export const LABEL_OF: Readonly<Record<TextLabel, LabelOf>> = {
  spam: ({ label }) => (label === -1 ? undefined : label),
  scam: (row) => (row.label === 1 ? isFraud(row) : 0),
  promotion: (row) => (row.label === 0 ? isPlainTalk(row) : isAdvertising(row)),
};

/** Prizes nobody entered for, in the languages of the text messages: their rows carry no category. */
const PRIZE = /\b(won|winner|prize|claim|gewonnen|gewinner|preis|gagné|gagnant|prix)\b|जीत|पुरस्कार/i;
/** Orders to a bot that mints tokens: a nuisance, but its source calls all of it a scam. */
const TOKEN_ORDER = /\b(deploy|launch)\b/i;
const OF_MONEY = /money|\$|£|earn|free|\bwin\b|giveaway/i;

function isFraud({ source, cat = '', text }: Row): 1 | 0 | undefined {
  if (source === 'probes') return 1;
  if (source === 'sms_thai') return cat === 'scam' ? 1 : 0;
  if (source === 'x_janitr') return /scam|phishing/.test(cat) && !TOKEN_ORDER.test(text) ? 1 : undefined;
  if (source === 'ytjudol_gb') return 0;
  if (source === 'youtube') return OF_MONEY.test(text) ? undefined : 0;
  return source.startsWith('sms_') && PRIZE.test(text) ? 1 : undefined;
}

function isAdvertising({ source, cat = '' }: Row): 1 | 0 | undefined {
  if (source === 'x_janitr_gray') return cat === 'promo' ? 1 : undefined;
  if (source === 'sms_thai') return cat === 'spam' ? 1 : undefined;
  if (source === 'x_janitr') return /^affiliate(\+spam)?$/.test(cat) ? 1 : undefined;
  return source === 'youtube' ? 1 : undefined;
}

/** Makers who show what they made advertise it, and then again do not; an operator's own offers are filed as clean. */
function isPlainTalk({ source, cat }: Row): 1 | 0 | undefined {
  if (source === 'probes' && cat === 'promotion') return 1;
  return cat === 'own-work' || (source === 'sms_thai' && cat === 'ok') ? undefined : 0;
}
