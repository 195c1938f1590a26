import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';

/** A browser with a session memory and windows that open and close; what is written to disk would not go unseen. */
function aBrowser() {
  const session = new Map<string, unknown>();
  const onRemoved: (() => Promise<void>)[] = [];
  const browser = {
    runtime: { id: 'own' },
    storage: {
      session: {
        get: async (key: string) => (session.has(key) ? { [key]: structuredClone(session.get(key)) } : {}),
        set: async (all: Record<string, unknown>) => Object.entries(all).forEach(([key, value]) => session.set(key, structuredClone(value))),
        remove: async (key: string) => void session.delete(key),
      },
    },
    windows: {
      open: [{ incognito: false }, { incognito: true }, { incognito: true }],
      onRemoved: { addListener: (listener: () => Promise<void>) => onRemoved.push(listener) },
      getAll: async () => browser.windows.open,
    },
  };
  const close = async (incognito: boolean) => {
    browser.windows.open.splice(browser.windows.open.findIndex((each) => each.incognito === incognito), 1);
    await Promise.all(onRemoved.map((listener) => listener()));
  };
  return { browser, close };
}

const { browser, close } = aBrowser();
/** How often what was seen in private windows was to be forgotten. */
let forgotten = 0;
let pauses: typeof import('../../entrypoints/background/private-pauses.ts');

beforeAll(async () => {
  vi.stubGlobal('browser', browser);
  vi.stubGlobal('chrome', browser);
  pauses = await import('../../entrypoints/background/private-pauses.ts');
  pauses.followPrivateWindows(() => (forgotten += 1));
});
beforeEach(() => pauses.forgetPrivatePauses());

describe('a pause made in a private window', () => {
  it('holds for its host alone, also when the reader resumes there what is paused elsewhere', async () => {
    await pauses.pauseInPrivate('mail.example', true);
    await pauses.pauseInPrivate('news.example', false);
    expect(await pauses.pausedInPrivate('mail.example')).toBe(true);
    expect(await pauses.pausedInPrivate('news.example')).toBe(false);
    expect(await pauses.pausedInPrivate('other.example')).toBeUndefined();
    expect(await pauses.pausedInPrivate('constructor')).toBeUndefined();
  });

  it('ends with the last private window, not with any other, as does what was seen there', async () => {
    await pauses.pauseInPrivate('mail.example', true);
    await close(false);
    await close(true);
    expect(await pauses.pausedInPrivate('mail.example')).toBe(true);
    expect(forgotten).toBe(0);
    await close(true);
    expect(await pauses.pausedInPrivate('mail.example')).toBeUndefined();
    expect(forgotten).toBe(1);
  });

  it('goes when everything is erased', async () => {
    await pauses.pauseInPrivate('mail.example', true);
    await pauses.forgetPrivatePauses();
    expect(await pauses.pausedInPrivate('mail.example')).toBeUndefined();
  });
});
