import type { C2paAction, C2paReading, TrainingWish } from '../core/c2pa-reading.ts';
import { quoted } from './strangers.ts';
import type { PageMessageKey, Translate } from './t.ts';
import { absoluteTime } from './when.ts';

type T = Translate<PageMessageKey>;

/** What credentials amount to, in one or two sentences. */
export function credentialsSay({ state, signer }: C2paReading, t: T): string {
  return t(`credentials.${state}`, { signer: signer === undefined ? t('credentials.nobody') : quoted(signer.name, 80) });
}

/** When it was signed, by whose clock, and who answers for the signer. */
export function signedWhen({ signer }: C2paReading, t: T): string {
  if (signer === undefined) return '';
  const { signedAt, timeStamper, issuer } = signer;
  return [
    ...(signedAt === undefined ? [] : [t('credentials.signed-at', { when: absoluteTime(signedAt, t.locale) })]),
    ...(timeStamper === undefined ? [] : [t(timeStamper.known ? 'credentials.stamped' : 'credentials.stamped-unknown', { name: quoted(timeStamper.name) })]),
    ...(issuer === undefined ? [] : [t('credentials.issuer', { name: quoted(issuer) })]),
  ].join(' · ');
}

/** A source type in words; one that no vocabulary of ours has, as it was written. */
export function termName(term: string, t: T): string {
  return wordFor(`term.${term}`, term, t);
}

/** What was done, in words, and by what. */
export function actionSays({ name, description, by }: C2paAction, t: T): string {
  const done = wordFor(`action.${name.replace(/^c2pa\./, '')}`, name, t);
  return [done, ...(description === undefined ? [] : [quoted(description)]), ...(by === undefined ? [] : [t('credentials.by', { by: quoted(by) })])].join(' · ');
}

/** Wishes of one kind in one sentence. */
export function wishesSay(wishes: readonly TrainingWish[], t: T): readonly string[] {
  return (['notAllowed', 'constrained', 'allowed'] as const).flatMap((wish) => {
    const uses = wishes.filter((each) => each.wish === wish).map(({ use }) => wordFor(`use.${use}`, use, t));
    return uses.length === 0 ? [] : [t(`wish.${wish}`, { uses: uses.join(', ') })];
  });
}

/** A message whose name a stranger chose, or what the stranger wrote where there is none. */
function wordFor(key: string, written: string, t: T): string {
  const word = t(key as PageMessageKey);
  return word === key ? quoted(written) : word;
}
