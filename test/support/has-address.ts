import { networkInterfaces } from 'node:os';

/** Whether this machine has an address beside loopback's: without one browsers find none to offer to peers, and Firefox no server either. */
export const HAS_ADDRESS = Object.values(networkInterfaces()).flat().some((each) => each?.internal === false);
