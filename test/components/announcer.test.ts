// @vitest-environment happy-dom
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ANNOUNCE_AFTER_MS, ANNOUNCE_EVERY_MS, createAnnouncer } from '../../components/badge/announcer.ts';
import { pageCatalogueOf } from '../../lib/i18n/catalogues.ts';
import { createTranslate } from '../../lib/i18n/t.ts';
import { STATES } from '../support/components-states.ts';

describe('the live region of a page', () => {
  const attachShadow = Element.prototype.attachShadow;
  let root: ShadowRoot;
  let alive: AbortController;

  beforeEach(() => {
    vi.useFakeTimers();
    alive = new AbortController();
    // The root is closed: it is taken note of as it is made.
    Element.prototype.attachShadow = function (init) {
      root = attachShadow.call(this, init);
      return root;
    };
  });
  afterEach(() => {
    alive.abort();
    Element.prototype.attachShadow = attachShadow;
    vi.useRealTimers();
  });

  const create = () => createAnnouncer(document, createTranslate(pageCatalogueOf('en')), alive.signal);
  /** One that has been in the page for long enough. */
  const start = () => {
    const announce = create();
    vi.advanceTimersByTime(ANNOUNCE_AFTER_MS);
    return announce;
  };
  const said = () => root.querySelector('[role=status]')!.textContent;

  it('is there, and empty, before it speaks: what it is inserted with would not be read out', () => {
    create()(STATES.suggested, false);
    expect(said()).toBe('');
    expect(root.host.isConnected).toBe(true);
    expect(root.host.getAttributeNames()).toEqual([]);
    vi.advanceTimersByTime(ANNOUNCE_AFTER_MS);
    expect(said()).toBe('1 new label on this page');
  });

  it('tells of the first label at once', () => {
    start()(STATES.suggested, false);
    expect(said()).toBe('1 new label on this page');
  });

  it('tells of those that follow together, at most once in a while', () => {
    const announce = start();
    announce(STATES.suggested, false);
    for (let i = 0; i < 100; i += 1) announce(STATES.disputed, false);
    vi.advanceTimersByTime(ANNOUNCE_EVERY_MS - 1);
    expect(said()).toBe('1 new label on this page');
    vi.advanceTimersByTime(1);
    expect(said()).toBe('100 new labels on this page');
  });

  it('tells how much of it is not seen, too', () => {
    const announce = start();
    announce(STATES['flagged by two, and more'], true);
    expect(said()).toBe('2 new labels on this page, 1 covered');
    announce(STATES.suggested, false);
    vi.advanceTimersByTime(ANNOUNCE_EVERY_MS);
    expect(said()).toBe('1 new label on this page');
  });

  it('speaks at once again after a silence', () => {
    const announce = start();
    announce(STATES.suggested, false);
    vi.advanceTimersByTime(2 * ANNOUNCE_EVERY_MS);
    announce(STATES['flagged by two, and more'], false);
    expect(said()).toBe('2 new labels on this page');
  });

  it('is not there where the visit is over before it comes', () => {
    alive.abort();
    create()(STATES.suggested, false);
    vi.advanceTimersByTime(ANNOUNCE_AFTER_MS);
    expect(root.host.isConnected).toBe(false);
  });

  it('says nothing of what nothing is said about, and nothing after its page is left', () => {
    const announce = start();
    announce([], false);
    expect(said()).toBe('');
    alive.abort();
    announce(STATES.suggested, false);
    vi.advanceTimersByTime(ANNOUNCE_EVERY_MS);
    expect(said()).toBe('');
    expect(root.host.isConnected).toBe(false);
  });
});
