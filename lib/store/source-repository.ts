import type { SourceStanding } from '../core/list-source.ts';
import type { Database } from './database.ts';

/** How the places that lists are fetched from behaved. */
export interface SourceRepository {
  all(): Promise<readonly SourceStanding[]>;
  save(standings: readonly SourceStanding[]): Promise<void>;
}

export function sourceRepository({ sources }: Database): SourceRepository {
  return {
    all: () => sources.toArray(),
    async save(standings) {
      await sources.bulkPut(standings);
    },
  };
}
