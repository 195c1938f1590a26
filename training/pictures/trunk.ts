import type { KerasLayer, MobileNet } from './mobilenet.ts';
import type { OnnxGraph, OnnxNode, OnnxTensor } from './onnx-writer.ts';
import { buildSpectrum } from './spectrum.ts';

export interface Trunk {
  readonly nodes: readonly OnnxNode[];
  readonly tensors: readonly OnnxTensor[];
  /** Name of the ONNX value with one row a crop: all means, then all standard deviations, tap by tap. */
  readonly features: string;
  readonly featureCount: number;
  /** What the columns of that row are, in order: `<tap>/mean` and `<tap>/deviation`. */
  readonly parts: readonly FeaturePart[];
}

export interface FeaturePart {
  readonly name: string;
  readonly count: number;
}

/** How a tap becomes numbers: the mean of every channel alone, or its standard deviation as well. */
export type Pooling = 'means' | 'means and deviations';

/** In place of a layer: the frequencies of the picture itself. */
export const SPECTRUM_TAP = 'spectrum';

/** Input of the graph: RGB, 0…1, any size; the network is convolutional and its features are pooled. */
export const INPUT_PORT = { name: 'pixel_values', dims: ['batch', 3, 'height', 'width'] } as const;

/**
 * The layers up to the last tap as ONNX nodes, batch normalisation folded into the convolutions, and each tap
 * pooled.
 */
export function buildTrunk(net: MobileNet, tapLayers: readonly string[], pooling: Pooling = 'means and deviations'): Trunk {
  const nodes: OnnxNode[] = [];
  const tensors: OnnxTensor[] = [
    { name: 'zero', dims: [], data: Float32Array.of(0) },
    { name: 'six', dims: [], data: Float32Array.of(6) },
  ];
  if (pooling === 'means and deviations') tensors.push({ name: 'epsilon', dims: [], data: Float32Array.of(1e-8) });
  const byName = new Map(net.layers.map((layer) => [layer.name, layer]));
  const channelsOf = new Map<string, number>();
  const done = new Map<string, string>();

  /** Emits what `name` needs, then `name`; returns the ONNX value that holds its output. */
  function emit(name: string): string {
    const ready = done.get(name);
    if (ready !== undefined) return ready;
    const layer = byName.get(name);
    if (layer === undefined) throw new Error(`no layer named ${name}`);
    const value = emitLayer(layer);
    done.set(name, value);
    return value;
  }

  function emitLayer(layer: KerasLayer): string {
    const [first = '', second = ''] = layer.inputs;
    switch (layer.kind) {
      case 'InputLayer':
        return INPUT_PORT.name;
      case 'BatchNormalization':
        return emitConvolution(first, layer);
      case 'ReLU':
        if (layer.config['max_value'] !== 6) throw new Error(`${layer.name}: not a ReLU6`);
        nodes.push({ op: 'Clip', inputs: [emit(first), 'zero', 'six'], output: layer.name });
        return keepChannels(layer.name, first);
      case 'Add':
        nodes.push({ op: 'Add', inputs: [emit(first), emit(second)], output: layer.name });
        return keepChannels(layer.name, first);
      default:
        throw new Error(`${layer.name}: no rule for a ${layer.kind} here`);
    }
  }

  /** A convolution and the batch normalisation after it, as one; zero padding before it becomes its `pads`. */
  function emitConvolution(convolutionName: string, norm: KerasLayer): string {
    const layer = byName.get(convolutionName);
    if (layer?.kind !== 'Conv2D' && layer?.kind !== 'DepthwiseConv2D') {
      throw new Error(`${norm.name} does not follow a convolution`);
    }
    const depthwise = layer.kind === 'DepthwiseConv2D';
    const kernel = net.weight(`${layer.name}/${depthwise ? 'depthwise_kernel' : 'kernel'}`);
    const [height = 0, width = 0, inChannels = 0, last = 0] = kernel.shape;
    const outChannels = depthwise ? inChannels : last;
    const inGroup = depthwise ? 1 : inChannels;

    const gamma = net.weight(`${norm.name}/gamma`).data;
    const beta = net.weight(`${norm.name}/beta`).data;
    const mean = net.weight(`${norm.name}/moving_mean`).data;
    const variance = net.weight(`${norm.name}/moving_variance`).data;
    const scale = gamma.map((g, c) => g / Math.sqrt(at(variance, c) + Number(norm.config['epsilon'])));

    const folded = new Float32Array(outChannels * inGroup * height * width);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        for (let i = 0; i < inGroup; i++) {
          for (let o = 0; o < outChannels; o++) {
            // Keras: [y, x, in, out], depthwise [y, x, channel, 1]; ONNX: [out, in of the group, y, x].
            folded[((o * inGroup + i) * height + y) * width + x] =
              at(kernel.data, ((y * width + x) * inGroup + i) * outChannels + o) * at(scale, o);
          }
        }
      }
    }
    tensors.push(
      { name: `${layer.name}/weight`, dims: [outChannels, inGroup, height, width], data: folded },
      { name: `${layer.name}/bias`, dims: [outChannels], data: beta.map((b, c) => b - at(mean, c) * at(scale, c)) },
    );

    const [inputName = ''] = layer.inputs;
    const before = byName.get(inputName);
    const padded = before?.kind === 'ZeroPadding2D';
    nodes.push({
      op: 'Conv',
      inputs: [emit(padded ? (before.inputs[0] ?? '') : inputName), `${layer.name}/weight`, `${layer.name}/bias`],
      output: norm.name,
      attributes: {
        group: depthwise ? outChannels : 1,
        kernel_shape: [height, width],
        pads: padded ? padsOf(before) : samePads(layer, height),
        strides: layer.config['strides'] as readonly number[],
      },
    });
    channelsOf.set(norm.name, outChannels);
    return norm.name;
  }

  function keepChannels(name: string, from: string): string {
    channelsOf.set(name, channelsOf.get(from) ?? 0);
    return name;
  }

  const means: FeaturePart[] = [];
  const deviations: FeaturePart[] = [];
  for (const tap of tapLayers) {
    if (tap === SPECTRUM_TAP) {
      const spectrum = buildSpectrum();
      nodes.push(...spectrum.nodes);
      tensors.push(...spectrum.tensors);
      means.push(spectrum.mean);
      if (pooling === 'means and deviations') deviations.push(spectrum.deviation);
      continue;
    }
    const value = emit(tap);
    const count = channelsOf.get(tap) ?? 0;
    nodes.push({ op: 'GlobalAveragePool', inputs: [value], output: `${tap}/mean` });
    means.push({ name: `${tap}/mean`, count });
    if (pooling === 'means') continue;
    nodes.push(
      { op: 'Sub', inputs: [value, `${tap}/mean`], output: `${tap}/centred` },
      { op: 'Mul', inputs: [`${tap}/centred`, `${tap}/centred`], output: `${tap}/squared` },
      { op: 'GlobalAveragePool', inputs: [`${tap}/squared`], output: `${tap}/variance` },
      { op: 'Add', inputs: [`${tap}/variance`, 'epsilon'], output: `${tap}/variance_above_zero` },
      { op: 'Sqrt', inputs: [`${tap}/variance_above_zero`], output: `${tap}/deviation` },
    );
    deviations.push({ name: `${tap}/deviation`, count });
  }
  const parts = [...means, ...deviations];
  nodes.push(
    { op: 'Concat', inputs: parts.map(({ name }) => name), output: 'pooled', attributes: { axis: 1 } },
    { op: 'Flatten', inputs: ['pooled'], output: 'features', attributes: { axis: 1 } },
  );
  return { nodes, tensors, features: 'features', featureCount: parts.reduce((sum, { count }) => sum + count, 0), parts };
}

/** The trunk alone, features as its output: what the training script runs. */
export function featureGraph(trunk: Trunk): OnnxGraph {
  return {
    name: 'picture-features',
    nodes: trunk.nodes,
    tensors: trunk.tensors,
    inputs: [INPUT_PORT],
    outputs: [{ name: trunk.features, dims: ['batch', trunk.featureCount] }],
  };
}

/** Keras: [[top, bottom], [left, right]]; ONNX: top, left, bottom, right. */
function padsOf(padding: KerasLayer): readonly number[] {
  const [[top, bottom], [left, right]] = padding.config['padding'] as [[number, number], [number, number]];
  return [top, left, bottom, right];
}

/** "same" padding at stride 1; at larger strides this network pads with a layer of its own. */
function samePads(layer: KerasLayer, kernelSide: number): readonly number[] {
  const [stride] = layer.config['strides'] as readonly number[];
  if (layer.config['padding'] !== 'same' || stride !== 1) throw new Error(`${layer.name}: unexpected padding`);
  const side = (kernelSide - 1) / 2;
  return [side, side, side, side];
}

function at(values: Float32Array, index: number): number {
  const value = values[index];
  if (value === undefined) throw new Error(`index ${index} beyond ${values.length} weights`);
  return value;
}
