import { mkdtemp, mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

export interface Profile {
  readonly dir: string;
  /** Removes it when it was made here, else leaves it. */
  remove(): Promise<void>;
}

/** The given profile folder, or a new one of its own in the system's temporary folder. */
export async function openProfile(dir?: string): Promise<Profile> {
  if (dir !== undefined) {
    await mkdir(dir, { recursive: true });
    return { dir, remove: async () => {} };
  }
  const made = await mkdtemp(path.join(tmpdir(), 'witnessmark-profile-'));
  // A browser that just ended may still be writing: removal is tried again for a while.
  return { dir: made, remove: () => rm(made, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 }) };
}
