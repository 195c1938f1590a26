import { readHead } from '../../training/pictures/head.ts';
import { trunkFor } from '../../training/pictures/lenses.ts';

/** Floating-point operations of the picture model's convolutions for one crop; everything else is below a hundredth. */
export function pictureModelFlops(cropPx: number): number {
  const { nodes, tensors } = trunkFor(readHead().taps, 'means');
  const dimsOf = new Map(tensors.map(({ name, dims }) => [name, dims]));
  const sideOf = new Map<string, number>();
  let flops = 0;
  for (const { op, inputs, output, attributes } of nodes) {
    const side = sideOf.get(inputs[0]!) ?? cropPx;
    if (op !== 'Conv') {
      sideOf.set(output, side);
      continue;
    }
    const [channels, inGroup, height, width] = dimsOf.get(inputs[1]!) as readonly [number, number, number, number];
    const [top, , bottom] = attributes!['pads'] as readonly number[];
    const [stride] = attributes!['strides'] as readonly number[];
    const outSide = Math.floor((side + top! + bottom! - height) / stride!) + 1;
    sideOf.set(output, outSide);
    flops += 2 * channels * inGroup * height * width * outSide ** 2;
  }
  return flops;
}
