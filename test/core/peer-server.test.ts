import { describe, expect, it } from 'vitest';
import { isPeerServer, parsePeerServer } from '../../lib/core/peer-server.ts';

describe('the server that helps peers', () => {
  it.each([
    ['turn:harbour:s3cret@turn.example:3478', { urls: 'turn:turn.example:3478', username: 'harbour', credential: 's3cret', isRelay: true }],
    ['turns:harbour:a:b/c@turn.example:443?transport=tcp', { urls: 'turns:turn.example:443?transport=tcp', username: 'harbour', credential: 'a:b/c', isRelay: true }],
    ['TURN:u:p@[2001:db8::1]:3478', { urls: 'turn:[2001:db8::1]:3478', username: 'u', credential: 'p', isRelay: true }],
    ['turn:1700000000:alice:s3cret@turn.example', { urls: 'turn:turn.example', username: '1700000000:alice', credential: 's3cret', isRelay: true }],
    ['turn:1700000000:s3cret@turn.example', { urls: 'turn:turn.example', username: '1700000000', credential: 's3cret', isRelay: true }],
    ['stun:stun.example', { urls: 'stun:stun.example', isRelay: false }],
    ['stun:192.0.2.1:3478', { urls: 'stun:192.0.2.1:3478', isRelay: false }],
  ])('is read from %s', (text, server) => {
    expect(parsePeerServer(text)).toEqual(server);
    expect(isPeerServer(text)).toBe(true);
  });

  it.each(['turn:turn.example', 'stun:u:p@stun.example', 'turn:u@turn.example', 'https://turn.example', 'turn.example:3478', 'turn:u:p@turn.example:3478?transport=quic', 'turn:u:p@two hosts', 'stun:', ' stun:stun.example', `stun:${'a'.repeat(600)}`])(
    'is not read from %s',
    (text) => {
      expect(parsePeerServer(text)).toBeUndefined();
      expect(isPeerServer(text)).toBe(false);
    },
  );

  it('may be none', () => {
    expect(isPeerServer('')).toBe(true);
  });
});
