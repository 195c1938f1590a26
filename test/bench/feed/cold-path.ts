import { FeedTab, type Bench } from './conditions.ts';
import { median, say } from './figures.ts';

const POST_TO_BADGE = `new Promise((resolve) => {
  const post = aPost(50 + 100 * (globalThis.told = (globalThis.told ?? 0) + 1));
  const start = performance.now();
  new MutationObserver((records, observer) => {
    if (!records.some(({ addedNodes }) => [...addedNodes].some((node) => node.localName === 'div' && node.attributes.length === 0))) return;
    observer.disconnect();
    resolve(performance.now() - start);
  }).observe(post, { childList: true, subtree: true });
  main.append(post);
})`;

/** P10: from a post that appears to its badge, with the background awake and with it just ended by the browser. */
export async function measureColdPath({ drivers, feedUrl }: Bench, rounds: number): Promise<void> {
  const [ours, floor] = [drivers.get('ours'), drivers.get('floor')];
  if (ours === undefined || floor === undefined) return;
  const tab = await FeedTab.open(ours, feedUrl);
  const bare = await FeedTab.open(floor, feedUrl);
  const times = { warm: [] as number[], cold: [] as number[], answer: [] as number[], wakeUp: [] as number[] };
  await tab.page.bringToFront();
  await tab.page.evaluate(POST_TO_BADGE);
  for (let round = 0; round < rounds; round += 1) {
    times.warm.push(await tab.page.evaluate<number>(POST_TO_BADGE));
    times.answer.push(await askBare(bare));
    await ours.stopBackground();
    times.cold.push(await tab.page.evaluate<number>(POST_TO_BADGE));
    await floor.stopBackground();
    times.wakeUp.push(await askBare(bare));
  }
  await Promise.all([tab.close(), bare.close()]);
  const [warm, cold, answer, wakeUp] = [median(times.warm), median(times.cold), median(times.answer), median(times.wakeUp)];
  say('P10 post to badge, background awake', warm, 'ms');
  say('P10 bare message, background awake', answer, 'ms');
  say('P10 bare message, background ended', wakeUp, 'ms');
  say('P10 post to badge, background ended', cold, 'ms', `≤ ${(2 * wakeUp + warm).toFixed(0)}: 2 × bare wake-up + the warm path`);
}

/** How long an extension that does nothing else takes to answer its content script. */
async function askBare({ page }: FeedTab): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    const start = performance.now();
    document.addEventListener('floor-answered', () => resolve(performance.now() - start), { once: true });
    document.dispatchEvent(new Event('floor-ask'));
  })`);
}
