import type { Convolution, Network } from './network.ts';
import type { OnnxGraph, OnnxNode, OnnxTensor } from './onnx-writer.ts';
import { buildResidual } from './residual.ts';
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
/** Before the name of a layer: that layer as it answers to what is left of the picture after smoothing. */
export const RESIDUAL = 'residual/';

/** Input of the graph: RGB, 0…1, any size; the network is convolutional and its features are pooled. */
export const INPUT_PORT = { name: 'pixel_values', dims: ['batch', 3, 'height', 'width'] } as const;

/**
 * The layers up to the last tap as ONNX nodes, each tap pooled.
 */
export function buildTrunk(net: Network, tapLayers: readonly string[], pooling: Pooling = 'means and deviations'): Trunk {
  const nodes: OnnxNode[] = [];
  const tensors: OnnxTensor[] = [
    { name: 'zero', dims: [], data: Float32Array.of(0) },
    { name: 'six', dims: [], data: Float32Array.of(6) },
  ];
  if (pooling === 'means and deviations') tensors.push({ name: 'epsilon', dims: [], data: Float32Array.of(1e-8) });
  const channelsOf = new Map<string, number>();
  const done = new Map<string, string>();
  const weighted = new Set<string>();

  /** Emits what `name` needs, then `name`; returns the ONNX value that holds its output. `of` is empty or `residual/`. */
  function emit(name: string, of: string): string {
    const ready = done.get(of + name);
    if (ready !== undefined) return ready;
    const value = emitLayer(name, of);
    done.set(of + name, value);
    return value;
  }

  function emitLayer(name: string, of: string): string {
    const layer = net.layer(name);
    const output = of + name;
    switch (layer.kind) {
      case 'pixels':
        channelsOf.set(output, 3);
        return of === RESIDUAL ? emitResidual() : INPUT_PORT.name;
      case 'convolution':
        return emitConvolution(name, layer, of);
      case 'stretch': {
        const [factor, offset] = [`${output}/factor`, `${output}/offset`];
        tensors.push({ name: factor, dims: [], data: Float32Array.of(layer.factor) }, { name: offset, dims: [], data: Float32Array.of(layer.offset) });
        nodes.push(
          { op: 'Mul', inputs: [emit(layer.input, of), factor], output: `${output}/stretched` },
          { op: 'Add', inputs: [`${output}/stretched`, offset], output },
        );
        break;
      }
      case 'relu': {
        const input = emit(layer.input, of);
        nodes.push(layer.most === undefined ? { op: 'Relu', inputs: [input], output } : { op: 'Clip', inputs: [input, 'zero', 'six'], output });
        break;
      }
      case 'pool':
        nodes.push({
          op: layer.by === 'most' ? 'MaxPool' : 'AveragePool',
          inputs: [emit(layer.input, of)],
          output,
          attributes: { kernel_shape: [layer.side, layer.side], pads: layer.pads, strides: [layer.stride, layer.stride] },
        });
        break;
      case 'add':
        nodes.push({ op: 'Add', inputs: layer.inputs.map((input) => emit(input, of)), output });
        break;
      case 'join':
        nodes.push({ op: 'Concat', inputs: layer.inputs.map((input) => emit(input, of)), output, attributes: { axis: 1 } });
        channelsOf.set(output, layer.inputs.reduce((sum, input) => sum + (channelsOf.get(of + input) ?? 0), 0));
        return output;
    }
    const [input = ''] = 'input' in layer ? [layer.input] : layer.inputs;
    channelsOf.set(output, channelsOf.get(of + input) ?? 0);
    return output;
  }

  function emitResidual(): string {
    const residual = buildResidual(INPUT_PORT.name);
    nodes.push(...residual.nodes);
    tensors.push(...residual.tensors);
    return residual.value;
  }

  function emitConvolution(name: string, { input, outChannels, kernel, group, pads, strides, tensors: weights }: Convolution, of: string): string {
    const [weight, bias] = weights();
    if (!weighted.has(weight.name)) tensors.push(weight, bias);
    weighted.add(weight.name);
    nodes.push({
      op: 'Conv',
      inputs: [emit(input, of), weight.name, bias.name],
      output: of + name,
      attributes: { group, kernel_shape: kernel, pads, strides },
    });
    channelsOf.set(of + name, outChannels);
    return of + name;
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
    const of = tap.startsWith(RESIDUAL) ? RESIDUAL : '';
    const value = emit(tap.slice(of.length), of);
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
