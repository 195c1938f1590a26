import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../lib/core/settings.ts';
import { settingsFileSchema } from '../../lib/export/settings-schema.ts';

const file = (settings: object) => ({ format: 'witnessmark-settings', version: 1, settings });

describe('a file of settings', () => {
  it('from before there were peers, proofs of forks at relays and the ring is read as one whose reader wants none', () => {
    const { peers: _, peerServer: __, askForForks: ___, ownRelays: ____, ring: _____, ...before } = DEFAULT_SETTINGS;
    expect(settingsFileSchema.parse(file(before)).settings).toEqual(DEFAULT_SETTINGS);
  });

  it('brings the choice of peers back, and no server that is none', () => {
    const chosen = { ...DEFAULT_SETTINGS, peers: true, peerServer: 'stun:stun.example', askForForks: true, ownRelays: ['wss://relay.example/'] };
    expect(settingsFileSchema.parse(file(chosen)).settings).toEqual(chosen);
    expect(settingsFileSchema.safeParse(file({ ...chosen, peerServer: 'https://example.com' })).success).toBe(false);
    expect(settingsFileSchema.safeParse(file({ ...chosen, ownRelays: ['https://example.com/'] })).success).toBe(false);
  });
});
