import { correctionsFrom, type CorrectedSource, type Correction, type CorrectionSummary, type Corrections, type Word } from '../core/correction.ts';
import type { CorrectionRepository } from '../store/correction-repository.ts';

export interface ReaderCorrections {
  /** Read once; in step with what is corrected through here. */
  current(): Promise<Corrections>;
  /** Takes the reader's word, or takes it back where there is none. */
  correct(correction: Omit<Correction, 'word'> & { readonly word: Word | null }): Promise<void>;
  summary(listName: (listId: string) => string | undefined): Promise<CorrectionSummary>;
  forgetAll(): Promise<void>;
  /** What is stored was erased or replaced. */
  reload(): void;
}

/** What the reader said of labels, and what it means for the next ones. */
export function createReaderCorrections(repository: CorrectionRepository): ReaderCorrections {
  let known: Promise<{ readonly all: readonly Correction[]; readonly corrections: Corrections }> | undefined;

  function read(): NonNullable<typeof known> {
    known ??= repository.all().then(
      (all) => ({ all, corrections: correctionsFrom(all) }),
      (error: unknown) => {
        known = undefined;
        throw error;
      },
    );
    return known;
  }

  function reload(): void {
    known = undefined;
  }

  return {
    current: async () => (await read()).corrections,
    async correct({ word, ...rest }) {
      await (word === null ? repository.takeBack(rest.key, rest.label) : repository.save({ ...rest, word }));
      reload();
    },
    async summary(listName) {
      const { all, corrections } = await read();
      const count = (word: Word) => all.filter((each) => each.word === word).length;
      const sources = [...corrections.shifts].map(([source, shift]): CorrectedSource => {
        const name = source.startsWith('list:') ? listName(source.slice('list:'.length)) : undefined;
        const cases = all.filter(({ said }) => said.some((each) => each.source === source)).length;
        return { source, cases, shift, ...(name === undefined ? {} : { listName: name }) };
      });
      return { right: count('right'), wrong: count('wrong'), sources: sources.toSorted((a, b) => Math.abs(b.shift) - Math.abs(a.shift)) };
    },
    async forgetAll() {
      await repository.replace([]);
      reload();
    },
    reload,
  };
}
