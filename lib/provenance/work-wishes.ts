import type { C2paReading } from '../core/c2pa-reading.ts';
import { WORK_USES, type WorkUse, type WorkWish, type WorkWishes } from '../core/mark.ts';

const STRICTER: readonly WorkWish[] = ['allowed', 'constrained', 'refused'];

/** What several places say together: where they disagree, the stricter word counts. */
export function strictest(all: readonly WorkWishes[]): WorkWishes {
  const together: Partial<Record<WorkUse, WorkWish>> = {};
  for (const use of WORK_USES) {
    const [first] = all.flatMap((wishes) => wishes[use] ?? []).toSorted((a, b) => STRICTER.indexOf(b) - STRICTER.indexOf(a));
    if (first !== undefined) together[use] = first;
  }
  return together;
}

const WISHES: Readonly<Record<C2paReading['wishes'][number]['wish'], WorkWish>> = { allowed: 'allowed', notAllowed: 'refused', constrained: 'constrained' };

/** What credentials say of it, whoever signed them: a wish needs no proof. */
export function credentialWishes({ wishes }: Pick<C2paReading, 'wishes'>): WorkWishes {
  return strictest(wishes.flatMap(({ use, wish }) => WORK_USES.filter((known) => known === use.replaceAll('_', '-')).map((known): WorkWishes => ({ [known]: WISHES[wish] }))));
}
