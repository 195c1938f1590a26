import { refuse } from './list-error.ts';
import { compareRecords, type RecordLayout } from './record.ts';

/** Records of one sort as a draft gives them, in any order; they become a run. */
export class RunPacker {
  readonly #layout: RecordLayout;
  #packed: Uint8Array<ArrayBuffer>;
  count = 0;

  constructor(layout: RecordLayout) {
    this.#layout = layout;
    this.#packed = new Uint8Array(1024 * layout.bytes);
  }

  /** Room for one more record, which `write` fills. */
  add(write: (run: Uint8Array, at: number) => void): void {
    const at = this.count * this.#layout.bytes;
    if (at === this.#packed.length) this.#packed = doubled(this.#packed);
    write(this.#packed, at);
    this.count += 1;
  }

  /** All of them in order; the same statement twice counts once, and two about one thing are refused. */
  sorted(): Uint8Array {
    const { bytes, nameBytes } = this.#layout;
    const packed = this.#packed;
    const order = Uint32Array.from({ length: this.count }, (_, i) => i * bytes);
    order.sort((a, b) => compareRecords(packed, a, packed, b, nameBytes));
    const sorted = new Uint8Array(this.count * bytes);
    let end = 0;
    for (const at of order) {
      if (end > 0 && compareRecords(sorted, end - bytes, packed, at, nameBytes) === 0) {
        if (compareRecords(sorted, end - bytes, packed, at, bytes) === 0) continue;
        refuse('bad-draft', 'The draft says two different things of one subject under one label.');
      }
      sorted.set(packed.subarray(at, at + bytes), end);
      end += bytes;
    }
    return sorted.subarray(0, end);
  }
}

function doubled(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const larger = new Uint8Array(bytes.length * 2);
  larger.set(bytes);
  return larger;
}
