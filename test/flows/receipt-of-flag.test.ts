import { describe, expect, it } from 'vitest';
import type { ListRow } from '../../lib/store/database.ts';
import { receiptOfFlag } from '../../lib/flows/receipt-of-flag.ts';
import { aDraft, builtList, NOW_MS, someFlags, verifiedList } from '../support/lists-draft.ts';
import { lookOf, somePictures } from '../support/lists-pictures.ts';
import { provenBy } from '../support/lists-receipts.ts';

const [first, second] = someFlags(2);
const file = Uint8Array.from(await builtList(aDraft({ flags: [...someFlags(3), { ...first!, label: 'Off topic' }, ...somePictures(5)] })));
const { id: list } = verifiedList(file);

const ports = (over: { readonly followed?: readonly string[]; readonly file?: Uint8Array<ArrayBuffer> } = {}) => ({
  followed: { meaningOf: (id: string) => ((over.followed ?? [list]).includes(id) ? ({ id } as ListRow) : undefined) },
  lists: { fileOf: async (id: string) => (id === list ? (over.file ?? file) : undefined), indexOf: async () => undefined, allTailsOf: async () => [], overlayOf: async () => undefined, picturesOf: async () => undefined },
  nowMs: NOW_MS,
});

describe('the receipt of a flag of a followed list', () => {
  it('proves the very flag that was asked about, by its list’s name for the label', async () => {
    for (const label of ['Scam', 'Off topic']) {
      const made = await receiptOfFlag({ list, subject: first!.subject, label }, ports());
      expect(made.ok && provenBy(new TextEncoder().encode(made.value))).toMatchObject({ about: first!.subject, flag: { list: { id: list }, labelName: label } });
    }
  });

  it('proves what was said of pictures that look like one', async () => {
    const [picture] = somePictures(1);
    const made = await receiptOfFlag({ list, subject: lookOf(picture!), label: picture!.label }, ports());
    expect(made.ok && provenBy(new TextEncoder().encode(made.value))).toMatchObject({ about: lookOf(picture!), flag: { list: { id: list }, on: 'media', labelName: picture!.label } });
  });

  it('is not to be had of a list that was removed, though its file may still lie there', async () => {
    expect(await receiptOfFlag({ list, subject: first!.subject, label: 'Scam' }, ports({ followed: [] }))).toMatchObject({ ok: false, error: { why: 'gone' } });
    expect(await receiptOfFlag({ list: 'b'.repeat(64), subject: first!.subject, label: 'Scam' }, ports({ followed: ['b'.repeat(64)] }))).toMatchObject({ ok: false, error: { why: 'gone' } });
  });

  it('is not made of what the list does not say, nor from a file that was damaged', async () => {
    expect(await receiptOfFlag({ list, subject: second!.subject, label: 'Scam' }, ports())).toMatchObject({ ok: false, error: { message: expect.stringContaining('there is AI-made') } });
    expect(await receiptOfFlag({ list, subject: first!.subject, label: 'Scam' }, ports({ file: file.slice(0, -9) }))).toMatchObject({ ok: false });
  });
});
