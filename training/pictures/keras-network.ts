import { transposeKernel, type Convolution, type Layer, type Network, type Pads } from './network.ts';
import { readNsfwjs, type NsfwjsModel, type Weight } from './nsfwjs.ts';

interface KerasLayer {
  readonly class_name: string;
  readonly name: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly inbound_nodes: readonly (readonly (readonly [string, ...unknown[]])[])[];
}

/** The MobileNetV2 inside `nsfwjs`; takes RGB of 0…1. */
export const readMobileNet = (): Network => readKeras('mobilenet_v2');

/** The Inception v3 inside `nsfwjs`; takes RGB of 0…1. */
export const readInception = (): Network => readKeras('inception_v3');

/** Reads a network that Keras wrote, batch normalisation folded into the convolutions; throws if it is not laid out as expected. */
function readKeras(model: NsfwjsModel): Network {
  const { topology, weight } = readNsfwjs(model);
  const { modelTopology } = topology as { readonly modelTopology: { readonly model_config: { readonly config: { readonly layers: readonly KerasLayer[] } } } };
  const byName = new Map(modelTopology.model_config.config.layers.map((layer) => [layer.name, layer]));
  return {
    layer(name) {
      const layer = byName.get(name);
      if (layer === undefined) throw new Error(`no layer named ${name}`);
      return toLayer(layer, byName, weight);
    },
  };
}

function toLayer(layer: KerasLayer, byName: ReadonlyMap<string, KerasLayer>, weight: (name: string) => Weight): Layer {
  const inputs = inputsOf(layer);
  const [input = ''] = inputs;
  switch (layer.class_name) {
    case 'InputLayer':
      return { kind: 'pixels' };
    case 'BatchNormalization':
      return convolution(layer, byName, weight);
    case 'ReLU':
      if (layer.config['max_value'] !== 6) throw new Error(`${layer.name}: not a ReLU6`);
      return { kind: 'relu', input, most: 6 };
    case 'Activation':
      if (layer.config['activation'] !== 'relu') throw new Error(`${layer.name}: not a ReLU`);
      return { kind: 'relu', input, most: undefined };
    case 'Add':
      return { kind: 'add', inputs };
    case 'Concatenate':
      return { kind: 'join', inputs };
    case 'MaxPooling2D':
    case 'AveragePooling2D': {
      const [side = 0] = layer.config['pool_size'] as readonly number[];
      const [stride = 0] = layer.config['strides'] as readonly number[];
      return { kind: 'pool', input, by: layer.class_name === 'MaxPooling2D' ? 'most' : 'mean', side, stride, pads: padsOf(layer, [side, side]) };
    }
    default:
      throw new Error(`${layer.name}: no rule for a ${layer.class_name} here`);
  }
}

/** A convolution and the batch normalisation after it, as one; zero padding before it becomes its `pads`. */
function convolution(norm: KerasLayer, byName: ReadonlyMap<string, KerasLayer>, weight: (name: string) => Weight): Convolution {
  const layer = byName.get(inputsOf(norm)[0] ?? '');
  if (layer?.class_name !== 'Conv2D' && layer?.class_name !== 'DepthwiseConv2D') throw new Error(`${norm.name} does not follow a convolution`);
  const depthwise = layer.class_name === 'DepthwiseConv2D';
  const kernel = weight(`${layer.name}/${depthwise ? 'depthwise_kernel' : 'kernel'}`);
  const [height = 0, width = 0, inChannels = 0, last = 0] = kernel.shape;
  const outChannels = depthwise ? inChannels : last;
  const [inputName = ''] = inputsOf(layer);
  const before = byName.get(inputName);
  const padded = before?.class_name === 'ZeroPadding2D';
  return {
    kind: 'convolution',
    input: padded ? (inputsOf(before)[0] ?? '') : inputName,
    outChannels,
    kernel: [height, width],
    group: depthwise ? outChannels : 1,
    strides: layer.config['strides'] as readonly number[],
    pads: padded ? zeroPads(before) : padsOf(layer, [height, width]),
    tensors() {
      const beta = weight(`${norm.name}/beta`).data;
      const mean = weight(`${norm.name}/moving_mean`).data;
      const variance = weight(`${norm.name}/moving_variance`).data;
      // Inception is normalised without a factor of its own.
      const gamma = norm.config['scale'] === false ? new Float32Array(outChannels).fill(1) : weight(`${norm.name}/gamma`).data;
      const scale = gamma.map((g, c) => g / Math.sqrt(variance[c]! + Number(norm.config['epsilon'])));
      return [
        { name: `${layer.name}/weight`, ...transposeKernel(kernel.data, kernel.shape, depthwise, (c) => scale[c]!) },
        { name: `${layer.name}/bias`, dims: [outChannels], data: beta.map((b, c) => b - mean[c]! * scale[c]!) },
      ];
    },
  };
}

function inputsOf(layer: KerasLayer): readonly string[] {
  return (layer.inbound_nodes[0] ?? []).map(([from]) => from);
}

/** Keras: [[top, bottom], [left, right]]. */
function zeroPads(padding: KerasLayer): Pads {
  const [[top, bottom], [left, right]] = padding.config['padding'] as [[number, number], [number, number]];
  return [top, left, bottom, right];
}

/** "same" at stride 1 alone: at larger strides these networks pad by a layer of its own, or not at all. */
function padsOf(layer: KerasLayer, [height, width]: readonly [number, number]): Pads {
  if (layer.config['padding'] === 'valid' || (height === 1 && width === 1)) return [0, 0, 0, 0];
  const [stride] = layer.config['strides'] as readonly number[];
  if (layer.config['padding'] !== 'same' || stride !== 1) throw new Error(`${layer.name}: unexpected padding`);
  const [down, across] = [(height - 1) / 2, (width - 1) / 2];
  return [down, across, down, across];
}
