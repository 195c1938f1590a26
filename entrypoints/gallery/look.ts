import { LOCALES, type Locale } from '../../lib/core/settings.ts';
import { STATES, type StateName } from '../../test/support/components-states.ts';
import { OWN_STATES, type OwnStateName } from '../../test/support/own-page-states.tsx';

export const SCHEMES = ['light', 'dark'] as const;
export const DIRECTIONS = ['ltr', 'rtl'] as const;
/** What lies in pages of others, closed and open; what lies in our own. */
export const PARTS = ['badge', 'card', 'own'] as const;

/** How the gallery shows things; the browser itself adds zoom, forced colours, contrast and motion. */
export interface Look {
  /** A single state, alone in its frame; absent for the page of all. */
  readonly state?: StateName | OwnStateName;
  readonly scheme: (typeof SCHEMES)[number];
  /** Of the page around and of our words; the words stay those of the language. */
  readonly direction: (typeof DIRECTIONS)[number];
  readonly locale: Locale;
  /** The mark alone, with its card open, or parts of our own pages. */
  readonly part: (typeof PARTS)[number];
}

/** The look an address names; what it does not name, or names wrongly, is as by default. */
export function readLook(search: string): Look {
  const asked = new URLSearchParams(search);
  const oneOf = <T extends string>(name: string, values: readonly [T, ...T[]]): T => values.find((value) => value === asked.get(name)) ?? values[0];
  const state = asked.get('state');
  return {
    ...(state !== null && isState(state) ? { state } : {}),
    scheme: oneOf('scheme', SCHEMES),
    direction: oneOf('direction', DIRECTIONS),
    locale: oneOf('locale', LOCALES),
    part: oneOf('part', PARTS),
  };
}

function isState(name: string): name is StateName | OwnStateName {
  return Object.hasOwn(STATES, name) || Object.hasOwn(OWN_STATES, name);
}

/** The address that shows a look. */
export function addressOf(look: Look): string {
  return `?${new URLSearchParams(Object.entries(look).map(([name, value]) => [name, String(value)]))}`;
}
