import type { OnnxNode, OnnxTensor } from './onnx-writer.ts';
import type { QuantizedMlp } from './quantized-mlp.ts';

/** Standardised features are held to this many deviations: whatever lies further out is no evidence of anything. */
export const MOST_DEVIATIONS = 5;

/** Name of the value that holds them. */
export const STANDARDISED = 'head/clipped';

/** The network as part of a graph: `input` [batch, inputs] to `output` [batch, 2], half the log-odds each, so that a softmax gives the probability. */
export function mlpNodes(mlp: QuantizedMlp, input: string, output: string): { readonly nodes: readonly OnnxNode[]; readonly tensors: readonly OnnxTensor[] } {
  const inputs = mlp.mean.length;
  const units = mlp.bias1.length;
  return {
    tensors: [
      { name: 'head/mean', dims: [inputs], data: mlp.mean },
      { name: 'head/scale', dims: [inputs], data: mlp.scale },
      { name: 'head/least', dims: [], data: Float32Array.of(-MOST_DEVIATIONS) },
      { name: 'head/most', dims: [], data: Float32Array.of(MOST_DEVIATIONS) },
      { name: 'head/levels', dims: [inputs, units], data: mlp.levels },
      { name: 'head/steps', dims: [units], data: mlp.steps },
      { name: 'head/bias1', dims: [units], data: mlp.bias1 },
      { name: 'head/weights2', dims: [units, 2], data: Float32Array.from(Array.from(mlp.weights2).flatMap(halves)) },
      { name: 'head/bias2', dims: [2], data: Float32Array.from(halves(mlp.bias2)) },
    ],
    nodes: [
      { op: 'Sub', inputs: [input, 'head/mean'], output: 'head/centred' },
      { op: 'Mul', inputs: ['head/centred', 'head/scale'], output: 'head/standard' },
      { op: 'Clip', inputs: ['head/standard', 'head/least', 'head/most'], output: STANDARDISED },
      { op: 'DequantizeLinear', inputs: ['head/levels', 'head/steps'], output: 'head/weights1', attributes: { axis: 1 } },
      { op: 'Gemm', inputs: [STANDARDISED, 'head/weights1', 'head/bias1'], output: 'head/sums' },
      { op: 'Relu', inputs: ['head/sums'], output: 'head/hidden' },
      { op: 'Gemm', inputs: ['head/hidden', 'head/weights2', 'head/bias2'], output },
    ],
  };
}

function halves(logOdds: number): readonly [number, number] {
  return [-logOdds / 2, logOdds / 2];
}
