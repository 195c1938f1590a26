import { browser } from 'wxt/browser';

const NAME = 'ask-for-news-of-lists';
/** At least an hour apart, and at no telling minute of it: many readers come at once otherwise, and a mirror could tell them apart. */
const EVERY_MINUTES = 60;
const JITTER_MINUTES = 30;
/** After a start of the browser there is better to do. */
const FIRST_AFTER_MINUTES = 2;

/** Asks about every hour. The browser keeps the alarm while the background sleeps; one that was lost is set again. */
export function followClock(ask: () => Promise<unknown>): void {
  browser.alarms.onAlarm.addListener(({ name }) => {
    if (name !== NAME) return;
    set(EVERY_MINUTES + JITTER_MINUTES * Math.random());
    void ask();
  });
  void browser.alarms.get(NAME).then((alarm) => {
    if (alarm === undefined) set(FIRST_AFTER_MINUTES + JITTER_MINUTES * Math.random());
  });
}

function set(delayInMinutes: number): void {
  void browser.alarms.create(NAME, { delayInMinutes });
}
