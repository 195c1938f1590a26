import type { Band } from '../../lib/core/evidence.ts';
import { isOfEveryItem, sourceOf, type Statement, type WhyNot } from './statement.ts';

/** Sound input that a detector declines; every other reason means that something could not be read or run. */
const DECLINED_AS_IT_SHOULD: ReadonlySet<WhyNot> = new Set(['too-short', 'too-small', 'too-large', 'drawn', 'much-compressed', 'unfamiliar', 'animated']);

/** What a run came to, in numbers. */
export class Tally {
  items = 0;
  /** Items that could not be read, or that no detector would run on. */
  unread = 0;
  /** Files in folders that are nothing to judge. */
  skipped = 0;
  #bands: Record<Band, number> = { likely: 0, unsure: 0, 'no-sign': 0 };
  #declined = 0;
  #declared = 0;
  readonly #detectors = new Set<string>();

  add(statement: Statement): void {
    const { says } = statement;
    if (says.kind === 'claim') {
      this.#declared += 1;
      return;
    }
    if (!isOfEveryItem(statement)) return;
    this.items += 1;
    this.#detectors.add(sourceOf(says));
    if (says.kind === 'signal') this.#bands[says.band] += 1;
    else if (DECLINED_AS_IT_SHOULD.has(says.why)) this.#declined += 1;
    else this.unread += 1;
  }

  /** `12 looked at by picture-ai@1.0.0: 2 likely, 9 no sign, 1 could not be read`. */
  summary(): string {
    const counts: readonly (readonly [count: number, words: string])[] = [
      [this.#bands.likely, 'likely'],
      [this.#bands.unsure, 'unsure'],
      [this.#bands['no-sign'], 'no sign'],
      [this.#declined, 'declined'],
      [this.#declared, 'declared by the file'],
      [this.unread, 'could not be read'],
      [this.skipped, 'of other kinds passed over'],
    ];
    const detectors = [...this.#detectors].toSorted().join(' and ');
    const parts = counts.filter(([count]) => count > 0).map(([count, words]) => `${count} ${words}`);
    return `${this.items} looked at${detectors === '' ? '' : ` by ${detectors}`}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
  }
}
