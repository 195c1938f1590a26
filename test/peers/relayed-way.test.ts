import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchRelay, type RelayedConnection } from '../../lib/peers/relayed-way.ts';

/** A connection that says what a browser's would. */
class SaidConnection extends EventTarget {
  iceGatheringState = 'gathering';
  connectionState = 'new';

  candidate(type: string): void {
    this.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: { type } }));
  }
  error(errorCode: number): void {
    this.dispatchEvent(Object.assign(new Event('icecandidateerror'), { errorCode, errorText: '' }));
  }
  complete(): void {
    this.iceGatheringState = 'complete';
    this.dispatchEvent(Object.assign(new Event('icecandidate'), { candidate: null }));
    this.dispatchEvent(new Event('icegatheringstatechange'));
  }
}

describe('of a server that everything is to go by is told', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it.each<[string, (connection: SaidConnection) => void, readonly (string | undefined)[]]>([
    ['that it helps, as soon as it does', (connection) => connection.candidate('relay'), [undefined]],
    ['that it helps, by one of several addresses', (connection) => (connection.error(701), connection.error(401), connection.candidate('relay'), connection.complete()), [undefined]],
    ['what it said, when all was tried', (connection) => (connection.error(401), connection.error(701), connection.complete()), ['It does not know this name with this password.']],
    ['what it said otherwise', (connection) => (connection.error(486), connection.complete()), ['It answers 486.']],
    ['that it was not reached', (connection) => (connection.error(701), connection.complete()), ['It could not be reached.']],
    ['that it was not reached, while it is still tried', () => vi.advanceTimersByTime(4_000), ['It could not be reached.']],
    ['nothing more, where it helps too late', (connection) => (vi.advanceTimersByTime(4_000), connection.candidate('relay')), ['It could not be reached.']],
    ['nothing while it is tried', (connection) => (connection.error(401), vi.advanceTimersByTime(3_999)), []],
    ['nothing where the connection ended first', (connection) => ((connection.connectionState = 'closed'), vi.advanceTimersByTime(60_000)), []],
  ])('%s', (_, says, told) => {
    const connection = new SaidConnection();
    const heard: (string | undefined)[] = [];
    watchRelay(connection as unknown as RelayedConnection, (trouble) => heard.push(trouble));
    says(connection);
    expect(heard).toEqual(told);
  });
});
