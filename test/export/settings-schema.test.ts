import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '../../lib/core/settings.ts';
import { settingsFileSchema } from '../../lib/export/settings-schema.ts';

const file = (settings: object) => ({ format: 'witnessmark-settings', version: 1, settings });

describe('a file of settings', () => {
  it('from before there were peers and the ring is read as one whose reader wants neither', () => {
    const { peers: _, peerServer: __, ring: ___, ...before } = DEFAULT_SETTINGS;
    expect(settingsFileSchema.parse(file(before)).settings).toEqual(DEFAULT_SETTINGS);
  });

  it('brings the choice of peers back, and no server that is none', () => {
    const chosen = { ...DEFAULT_SETTINGS, peers: true, peerServer: 'stun:stun.example' };
    expect(settingsFileSchema.parse(file(chosen)).settings).toEqual(chosen);
    expect(settingsFileSchema.safeParse(file({ ...chosen, peerServer: 'https://example.com' })).success).toBe(false);
  });
});
