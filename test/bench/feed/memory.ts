import { FeedTab, type Bench, type Condition } from './conditions.ts';
import { median, say } from './figures.ts';

interface Held {
  readonly bytes: number;
  readonly nodes: number;
  readonly listeners: number;
  /** Nodes out of the document that a script still holds. */
  readonly detached: number;
}

/** P9: what is held in the page with all posts on it, and after they left; the page alone taken off. */
export async function measureMemory({ drivers, feedUrl }: Bench, rounds: number, posts: number): Promise<void> {
  const full = new Map<Condition, Held[]>();
  const emptied = new Map<Condition, Held[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const condition of ['alone', 'ours'] as const) {
      const driver = drivers.get(condition);
      if (driver === undefined) continue;
      const tab = await FeedTab.open(driver, feedUrl);
      await tab.grow(posts);
      await tab.settle();
      full.set(condition, [...(full.get(condition) ?? []), await held(tab)]);
      await tab.page.evaluate('document.querySelector("main").replaceChildren()');
      await tab.settle();
      emptied.set(condition, [...(emptied.get(condition) ?? []), await held(tab)]);
      await tab.close();
    }
  }
  const net = (map: ReadonlyMap<Condition, readonly Held[]>, what: keyof Held): number => {
    const of = (condition: Condition): number => median((map.get(condition) ?? []).map((each) => each[what]));
    return of('ours') - of('alone');
  };
  say(`P9 memory in the page, at ${posts} posts`, net(full, 'bytes') / 1e6, 'MB', '≤ 3');
  say(`P9 listeners in the page, at ${posts} posts`, net(full, 'listeners'), 'listeners');
  say(`P9 memory in the page, after ${posts} posts left`, net(emptied, 'bytes') / 1e6, 'MB', '≤ 3');
  say(`P9 nodes of ours, after ${posts} posts left`, net(emptied, 'nodes'), 'nodes', '0');
  say(`P9 detached nodes held, after ${posts} posts left`, net(emptied, 'detached'), 'nodes', '0');
}

async function held({ cdp }: FeedTab): Promise<Held> {
  for (let pass = 0; pass < 3; pass += 1) await cdp.send('HeapProfiler.collectGarbage');
  // The heap of scripts, that of the DOM and what both keep outside; older browsers tell the first only.
  const heap: Readonly<Record<string, number>> = await cdp.send('Runtime.getHeapUsage');
  const { nodes, jsEventListeners } = await cdp.send('Memory.getDOMCounters');
  const { detachedNodes } = await cdp.send('DOM.getDetachedDomNodes');
  return {
    bytes: (heap['usedSize'] ?? 0) + (heap['embedderHeapUsedSize'] ?? 0) + (heap['backingStorageSize'] ?? 0),
    nodes,
    listeners: jsEventListeners,
    detached: detachedNodes.length,
  };
}
