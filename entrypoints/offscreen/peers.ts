import type { ListPeers } from '../../lib/core/list-peers.ts';
import type { Settings } from '../../lib/core/settings.ts';
import type { Answer } from '../../lib/messages/contract.ts';
import type { EngineMessageName } from '../../lib/messages/engine.ts';
import type { PeerHost } from './peer-host.ts';
import { savesData } from './saves-data.ts';

/** Other readers of the lists that are followed, where the reader wants that. */
export interface Peers {
  /** Whether any may be met now; before the first word none are. */
  allow(isAllowed: boolean): void;
  /** Something was done that may change who is to be met. */
  noticed(name: EngineMessageName): void;
  /** An end for the importer, by which it asks the peers there are; none where nobody is met. */
  portForImporter(): MessagePort | undefined;
  met(): readonly ListPeers[];
}

/** After these it is looked at anew what is followed and chosen. */
const CHANGES_ROOMS: ReadonlySet<EngineMessageName> = new Set<EngineMessageName>([
  'change-settings',
  'join-list',
  'follow-list',
  'remove-list',
  'bring-list-back',
  'import-list',
  'sync-lists',
  'restore-everything',
  'erase-everything',
]);

/** What it takes to meet peers is loaded when the reader first wants it: few do, and this page is begun often. */
export function createPeers(settingsNow: () => Promise<Answer<Settings>>): Peers {
  let isAllowed = false;
  let host: PeerHost | undefined;
  let last: Promise<void> = Promise.resolve();

  async function look(): Promise<void> {
    if (!isAllowed && host === undefined) return;
    const settings = await settingsNow();
    const isWanted = isAllowed && settings.ok && settings.value.peers && !savesData();
    if (!isWanted && host === undefined) return;
    host ??= (await import('./peer-host.ts')).createPeerHost();
    await host.meet(isWanted ? { server: settings.value.peerServer } : undefined);
  }

  /** One look after the other. */
  function lookSoon(): void {
    last = last.then(look).catch((error: unknown) => {
      // Nobody is met, and everything else goes on.
      console.warn(`Witnessmark: peers cannot be met. ${String(error)}`);
    });
  }

  return {
    allow(allowed) {
      isAllowed = allowed;
      lookSoon();
    },
    noticed(name) {
      if (CHANGES_ROOMS.has(name)) lookSoon();
    },
    portForImporter: () => host?.portForImporter(),
    met: () => host?.met() ?? [],
  };
}
