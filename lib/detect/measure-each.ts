import type { Finding } from '../core/evidence.ts';

/** Measures one input after the other, and none after an abort: `abort` rejects. */
export async function measureEach<Input>(inputs: readonly Input[], abort: AbortSignal, measureOne: (input: Input) => Promise<Finding>): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const input of inputs) {
    abort.throwIfAborted();
    findings.push(await measureOne(input));
  }
  return findings;
}
