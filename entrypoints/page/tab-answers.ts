import { browser } from 'wxt/browser';
import type { Answer, TabMessageName, TabMessages } from '../../lib/messages/contract.ts';
import type { AboutMedia } from '../../lib/sites/about-media.ts';

export interface TabAnswers {
  report(): TabMessages['report']['response'];
  show(what: TabMessages['show']['request']): void;
  nextBadge(): void;
  askPicture(url: string): void;
  aboutMedia(url: string): AboutMedia;
  again(ids: readonly string[]): void;
  /** Resolves when the page has begun again. */
  refresh(): Promise<void>;
}

/** Answers the popup and the background. Only our own extension can send these: pages cannot reach this channel. */
export function answerTab(answers: TabAnswers, signal: AbortSignal): void {
  const answer: Parameters<typeof browser.runtime.onMessage.addListener>[0] = (message: { name?: TabMessageName; request?: unknown }, from, respond) => {
    if (from.id !== browser.runtime.id) return undefined;
    switch (message.name) {
      case 'report':
        return respond(done(answers.report()));
      case 'show':
        answers.show(message.request as TabMessages['show']['request']);
        return respond(done(null));
      case 'next-badge':
        answers.nextBadge();
        return respond(done(null));
      case 'ask-picture':
        answers.askPicture((message.request as TabMessages['ask-picture']['request']).url);
        return respond(done(null));
      case 'about-media':
        return respond(done(answers.aboutMedia((message.request as TabMessages['about-media']['request']).url)));
      case 'again':
        answers.again((message.request as TabMessages['again']['request']).ids);
        return respond(done(null));
      case 'refresh':
        void respondAfter(answers.refresh(), respond);
        return true;
    }
  };
  browser.runtime.onMessage.addListener(answer);
  signal.addEventListener('abort', () => browser.runtime?.onMessage?.removeListener(answer));
}

async function respondAfter(work: Promise<void>, respond: (answer: Answer<null>) => void): Promise<void> {
  await work;
  respond(done(null));
}

function done<T>(value: T): Answer<T> {
  return { ok: true, value };
}
