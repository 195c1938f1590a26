import { describe, expect, it } from 'vitest';
import { createExaminations } from '../../entrypoints/worker/examinations.ts';
import type { ExaminedFile } from '../../lib/core/examined-file.ts';

const url = (text: string) => URL.createObjectURL(new Blob([text]));
const examinedAs = (bytes: Uint8Array) => ({ sha256: new TextDecoder().decode(bytes) }) as ExaminedFile;

describe('files from the workbench', () => {
  it('are examined one at a time, each once', async () => {
    let atOnce = 0;
    let most = 0;
    let count = 0;
    const examinations = createExaminations(async (bytes) => {
      most = Math.max(most, ++atOnce);
      count += 1;
      await Promise.resolve();
      atOnce -= 1;
      return examinedAs(bytes);
    });
    const [one, two] = [url('one'), url('two')];
    const answers = await Promise.all([examinations.start(one), examinations.start(two), examinations.start(one)]);
    expect(answers.map((answer) => answer.ok && answer.value.sha256)).toEqual(['one', 'two', 'one']);
    expect([most, count]).toEqual([1, 2]);
  });

  it('are stopped, those that wait and that under way, and the next goes on', async () => {
    const examinations = createExaminations((bytes, abort) =>
      examinedAs(bytes).sha256 === 'three'
        ? Promise.resolve(examinedAs(bytes))
        : new Promise((_resolve, reject) => abort.addEventListener('abort', () => reject(abort.reason as Error))),
    );
    const [one, two, three] = [url('one'), url('two'), url('three')];
    const answers = [one, two, three].map((each) => examinations.start(each));
    await new Promise((resolve) => setImmediate(resolve));
    examinations.cancel(two);
    examinations.cancel(one);
    expect(await Promise.all(answers)).toMatchObject([{ error: { why: 'cancelled' } }, { error: { why: 'cancelled' } }, { ok: true }]);
  });

  it('that are gone say so, and one that breaks the examination does not hold up the next', async () => {
    const examinations = createExaminations(async (bytes) => {
      if (examinedAs(bytes).sha256 === 'breaks') throw new Error('broken');
      return examinedAs(bytes);
    });
    const gone = url('gone');
    URL.revokeObjectURL(gone);
    expect(await examinations.start(gone)).toMatchObject({ ok: false, error: { why: 'unreadable' } });
    const broken = examinations.start(url('breaks'));
    const next = examinations.start(url('next'));
    await expect(broken).rejects.toThrow('broken');
    expect(await next).toMatchObject({ ok: true });
  });
});
