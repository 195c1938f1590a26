import type { OnnxNode, OnnxTensor } from './onnx-writer.ts';
import type { Trunk } from './trunk.ts';

/** ONNX: the element type of 32-bit floats, which a Cast turns into. */
const FLOAT32 = 1;

/**
 * A trunk whose weights are stored as 16-bit floats, which halves the file: a cast of what never changes is done once, when
 * the runtime starts, so that nothing runs slower. Eleven significant bits are more than the eight that they were made of.
 */
export function withHalfWeights(trunk: Trunk): Trunk {
  const casts: OnnxNode[] = [];
  const tensors = trunk.tensors.map((tensor): OnnxTensor => {
    if (!tensor.name.endsWith('/weight') || !(tensor.data instanceof Float32Array)) return tensor;
    const name = `${tensor.name}/half`;
    casts.push({ op: 'Cast', inputs: [name], output: tensor.name, attributes: { to: FLOAT32 } });
    return { name, dims: tensor.dims, data: Uint16Array.from(tensor.data, halfBits) };
  });
  return { ...trunk, nodes: [...casts, ...trunk.nodes], tensors };
}

/** The bits of the nearest 16-bit float, ties to even (IEEE 754-2019, binary16); throws beyond ±65,504. */
export function halfBits(value: number): number {
  const LARGEST = 65_504;
  const LEAST_NORMAL_EXPONENT = -14;
  const FRACTION = 1 << 10;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (!(size <= LARGEST)) throw new Error(`${value} is no 16-bit float`);
  const exponent = size === 0 ? LEAST_NORMAL_EXPONENT : Math.max(LEAST_NORMAL_EXPONENT, Math.floor(Math.log2(size)));
  const steps = toEven((size / 2 ** exponent) * FRACTION);
  // Below the least normal number steps are fewer than FRACTION and the exponent's bits stay 0; rounding up carries into them.
  return sign + (exponent - LEAST_NORMAL_EXPONENT) * FRACTION + steps;
}

function toEven(value: number): number {
  const down = Math.floor(value);
  const rest = value - down;
  return rest > 0.5 || (rest === 0.5 && down % 2 === 1) ? down + 1 : down;
}
