import { browser } from 'wxt/browser';
import type { Answer } from '../../lib/messages/contract.ts';

const NAME = 'tell-of-forks';
/** What is overdue – the browser was closed, or there was better to do – waits for a few minutes more, at no telling one. */
const OVERDUE_MS = { least: 60_000, most: 600_000 };

export interface ForkClock {
  /** Looks at what is planned, and sets the alarm for it. */
  look(): void;
}

export interface ForkClockPorts {
  /** When the next proof is to be sent; null where none is. */
  next(): Promise<Answer<number | null>>;
  tell(): Promise<Answer<null>>;
}

/**
 * Sends proofs of forks when their time has come. What is planned lies in the store; the alarm only wakes the background,
 * and one that was lost with the browser is set again when lists are next asked for news.
 */
export function followForkClock({ next, tell }: ForkClockPorts): ForkClock {
  async function set(): Promise<void> {
    const due = await next();
    if (!due.ok || due.value === null) return;
    const soonest = Date.now() + OVERDUE_MS.least + (OVERDUE_MS.most - OVERDUE_MS.least) * Math.random();
    await browser.alarms.create(NAME, { when: due.value > Date.now() ? due.value : soonest });
  }
  const look = (): void => void set();
  browser.alarms.onAlarm.addListener(({ name }) => {
    if (name === NAME) void tell().finally(look);
  });
  return { look };
}
