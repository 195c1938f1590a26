import type { ProvenFork } from '../../lib/lists/verify-fork-proof.ts';
import { printable } from '../terminal.ts';

/** What a proof proves, as lines for a person. */
export function forkText(fork: ProvenFork): readonly string[] {
  return [`  proves    ${claimOf(fork)}`, `  list      ${printable(fork.list.name)}`, `  id        ${fork.list.id}`, ...signedText(fork)];
}

/** As the JSON of a command tells it: times in ISO 8601. */
export function forkJson(fork: ProvenFork) {
  const { kind, list, version } = fork;
  const head = { fork: kind, list, version };
  return fork.kind === 'updates'
    ? { ...head, seq: fork.seq, chains: fork.chains, tips: fork.tips.map(withDate) }
    : { ...head, roots: fork.roots.map(withDate) };
}

function claimOf(fork: ProvenFork): string {
  return fork.kind === 'updates'
    ? `two different updates were signed as number ${fork.seq}, under version ${fork.version} of the root`
    : `two different roots were signed as version ${fork.version}`;
}

function signedText(fork: ProvenFork): readonly string[] {
  if (fork.kind === 'roots') {
    return fork.roots.map(({ id, name, signedAtMs }, i) => `  ${ORDER[i]}${isoTime(signedAtMs)}, root ${id}, ${printable(name)}`);
  }
  return fork.tips.map(({ seq, signedAtMs }, i) => {
    const onWhat = seq === fork.seq ? '' : `, which builds on number ${fork.seq}`;
    return `  ${ORDER[i]}${isoTime(signedAtMs)}, update ${seq}${onWhat} with chain ${fork.chains[i]}`;
  });
}

const ORDER = ['signed    ', 'and       '] as const;

function withDate<T extends { readonly signedAtMs: number }>({ signedAtMs, ...facts }: T) {
  return { ...facts, signedAt: isoTime(signedAtMs) };
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
