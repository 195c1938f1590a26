import { NO_TRUST, type C2paTrust } from '../../lib/core/c2pa-reading.ts';
import { signed, type Wanted } from './c2pa-builder.ts';
import { aHolder, anAuthority, pemOf, USES, type Holder } from './c2pa-certificates.ts';
import { stampAt } from './c2pa-time-stamp.ts';
import { aPicture } from './media-pictures.ts';

type Bytes = Uint8Array<ArrayBuffer>;

const TERMS = 'http://cv.iptc.org/newscodes/digitalsourcetype/';
export const SIGNED_AT = new Date('2026-05-01T10:00:00Z');
export const REMOTE_URL = 'https://harbour.example/manifests/7.c2pa';

/** Who signs and stamps in tests: keys made anew in each run, on no list but the tests' own. */
export interface Signers {
  readonly camera: Holder;
  readonly editor: Holder;
  readonly generator: Holder;
  /** Of an authority that is on no list. */
  readonly stranger: Holder;
  /** Its certificate ran out in 2021. */
  readonly bygone: Holder;
  readonly author: Holder;
  readonly clock: Holder;
  /** What a reader has installed. */
  readonly trust: C2paTrust;
}

export async function makeSigners(): Promise<Signers> {
  const [root, other, clocks] = await Promise.all([anAuthority(), anAuthority('CN=Far Root, O=Far Away'), anAuthority('CN=Clock Root, O=Harbour Clocks')]);
  const [camera, editor, generator, stranger, bygone, author, clock] = await Promise.all([
    aHolder(root),
    aHolder(root, { name: 'CN=Harbour Editor, O=Harbour Tests', use: USES.email }),
    aHolder(root, { name: 'CN=Harbour Generator, O=Harbour Tests' }),
    aHolder(other, { name: 'CN=Stranger, O=Far Away' }),
    aHolder(root, { notBefore: new Date('2020-06-01'), notAfter: new Date('2021-01-01') }),
    aHolder(other, { name: 'CN=Ada Author, O=Far Press', use: USES.email }),
    aHolder(clocks, { name: 'CN=Clock 1, O=Harbour Clocks', use: USES.timeStamping, notBefore: new Date('2020-01-02') }),
  ]);
  return { camera, editor, generator, stranger, bygone, author, clock, trust: { ...NO_TRUST, signers: pemOf(root), timeStampers: pemOf(clocks) } };
}

export const created = (term: string, over: object = {}): object => ({ action: 'c2pa.created', digitalSourceType: `${TERMS}${term}`, ...over });

/** What every test signs unless it says otherwise: 48 × 32 pixels. */
export const plainJpeg = (): Promise<Bytes> => aPicture('jpeg', 48, 32);

/** Pictures of our own for every state and kind of story. */
export async function makeC2paPictures({ camera, editor, generator, stranger, bygone, author, clock, trust }: Signers) {
  const jpeg = await plainJpeg();
  const stamp = stampAt(SIGNED_AT, clock);
  const sign = (wanted: Wanted, bytes: Bytes = jpeg): Promise<Bytes> => signed(bytes, { trusts: trust.signers, ...wanted });
  const capture = await sign({ signer: camera, stamp, tool: { name: 'Harbour Camera', version: '7' }, actions: [created('digitalCapture', { when: '2026-05-01T09:59:00Z' })] });
  const generated = await sign({ signer: generator, stamp, tool: { name: 'Harbour Generator', version: '3' }, actions: [created('trainedAlgorithmicMedia', { softwareAgent: 'Harbour Generator' })] });
  const parent = { bytes: capture, mediaType: 'image/jpeg', title: 'capture.jpg', relationship: 'parentOf', instanceId: 'parent' } as const;
  const opened = { action: 'c2pa.opened', parameters: { ingredientIds: ['parent'] } };
  const byEditor = { signer: editor, stamp, tool: { name: 'Harbour Editor', version: '2' } };
  return {
    plain: jpeg,
    capture,
    generated,
    unknownSigner: await sign({ signer: stranger, actions: [created('digitalCapture')] }),
    expired: await sign({ signer: bygone, actions: [created('digitalCapture')] }),
    expiredButStamped: await sign({ signer: bygone, stamp: stampAt(new Date('2020-07-01'), clock), actions: [created('digitalCapture')] }),
    changed: withChangedPixels(capture),
    changedManifest: withOther(capture, 'digitalCapture', 'digitalCupture'),
    strictlyInvalid: await sign({ signer: camera, actions: [{ action: 'c2pa.edited' }] }),
    remoteOnly: await sign({ signer: camera, remoteUrl: REMOTE_URL, actions: [created('digitalCapture')] }),
    cut: withOther(capture, 'c2pa.assertions', 'c2pa.asser\0ions'),
    edited: await sign({
      ...byEditor,
      actions: [
        opened,
        { action: 'c2pa.color_adjustments', when: '2026-05-01T09:59:30Z', softwareAgent: { name: 'Harbour Editor', version: '2' }, digitalSourceType: `${TERMS}humanEdits`, parameters: { description: 'Brightness' } },
        { action: 'c2pa.cropped' },
      ],
      ingredients: [parent],
    }),
    filled: await sign({
      ...byEditor,
      actions: [opened, { action: 'c2pa.edited', softwareAgent: 'Harbour Fill', digitalSourceType: `${TERMS}compositeWithTrainedAlgorithmicMedia` }],
      ingredients: [parent],
    }),
    composite: await sign({
      ...byEditor,
      actions: [created('composite'), { action: 'c2pa.placed', parameters: { ingredientIds: ['parent', 'part'] } }],
      ingredients: [
        { ...parent, relationship: 'componentOf' },
        { bytes: generated, mediaType: 'image/jpeg', title: 'generated.jpg', relationship: 'componentOf', instanceId: 'part' },
      ],
    }),
    prompted: await sign({
      ...byEditor,
      actions: [created('trainedAlgorithmicMedia', { parameters: { ingredientIds: ['parent'] } })],
      ingredients: [{ ...parent, relationship: 'inputTo' }],
    }),
    identified: await sign({ signer: camera, stamp, identity: author, actions: [created('digitalCapture')] }),
    unwilling: await sign({
      signer: camera,
      stamp,
      actions: [created('digitalCapture')],
      assertions: [
        { label: 'cawg.training-mining', data: { entries: { 'cawg.ai_training': { use: 'notAllowed' }, 'cawg.data_mining': { use: 'constrained', constraint_info: 'Ask first.' } } } },
        { label: 'c2pa.training-mining', data: { entries: { 'c2pa.ai_inference': { use: 'allowed' } } } },
      ],
    }),
  };
}

export type C2paPictures = Awaited<ReturnType<typeof makeC2paPictures>>;

/** One byte of the pixels is another one; the file can be decoded all the same. */
export function withChangedPixels(bytes: Bytes): Bytes {
  const changed = bytes.slice();
  const BEFORE_END = 6;
  changed[changed.length - BEFORE_END]! ^= 1;
  return changed;
}

/** Every place where the file says the one says the other, which is as long. */
export function withOther(bytes: Bytes, said: string, instead: string): Bytes {
  const text = Buffer.from(bytes).toString('latin1');
  if (!text.includes(said) || said.length !== instead.length) throw new Error(`The file does not say ${said}.`);
  return new Uint8Array(Buffer.from(text.replaceAll(said, instead), 'latin1'));
}
