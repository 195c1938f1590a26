import { transposeKernel, type Layer, type Network, type Pads } from './network.ts';
import { readNsfwjs, type Weight } from './nsfwjs.ts';

interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly input?: readonly string[];
  readonly attr: Readonly<Record<string, { readonly s?: string; readonly list?: { readonly i?: readonly string[]; readonly s?: readonly string[] } }>>;
}

/** A prefix that says nothing. */
const PREFIX = /^.*\/(?:MobilenetV2|predict)\//;
/** TensorFlow clips within the convolution; what it is before that has the same name with this behind it. */
const SUMS = '/sums';

/**
 * The MobileNetV2 of 1.4 times as many channels inside `nsfwjs`, a graph of TensorFlow in which batch normalisation is
 * folded already; takes RGB of 0…1. Layers have the names of its nodes, after `MobilenetV2/`.
 */
export function readWideMobileNet(): Network {
  const { topology, weight } = readNsfwjs('mobilenet_v2_mid');
  const nodes = (topology as { readonly modelTopology: { readonly node: readonly GraphNode[] } }).modelTopology.node;
  const byName = new Map(nodes.map((node) => [shortName(node.name), node]));
  return {
    layer(name) {
      const sums = name.endsWith(SUMS);
      const node = byName.get(sums ? name.slice(0, -SUMS.length) : name);
      if (node === undefined) throw new Error(`no layer named ${name}`);
      if (!sums && isClipped(node)) return { kind: 'relu', input: name + SUMS, most: 6 };
      return toLayer(node, weight);
    },
  };
}

function toLayer(node: GraphNode, weight: (name: string) => Weight): Layer {
  const [first = '', second = '', third = ''] = node.input ?? [];
  switch (node.op) {
    case 'Placeholder':
      return { kind: 'pixels' };
    case 'Mul':
      return { kind: 'stretch', input: shortName(second), factor: weight(first).data[0]!, offset: 0 };
    case 'Sub':
      return { kind: 'stretch', input: shortName(first), factor: 1, offset: -weight(second).data[0]! };
    case 'AddV2':
      return { kind: 'add', inputs: [shortName(first), shortName(second)] };
    case '_FusedConv2D':
    case 'FusedDepthwiseConv2dNative': {
      const depthwise = node.op === 'FusedDepthwiseConv2dNative';
      const kernel = weight(second);
      const [height = 0, width = 0, inChannels = 0, last = 0] = kernel.shape;
      const outChannels = depthwise ? inChannels : last;
      const strides = (node.attr['strides']?.list?.i ?? []).slice(1, 3).map(Number);
      if (textOf(node.attr['padding']?.s) !== 'SAME' || strides.length !== 2) throw new Error(`${node.name}: unexpected padding`);
      return {
        kind: 'convolution',
        input: shortName(first),
        outChannels,
        kernel: [height, width],
        group: depthwise ? outChannels : 1,
        strides,
        pads: samePads(height, strides[0]!),
        tensors: () => [
          { name: `${shortName(node.name)}/weight`, ...transposeKernel(kernel.data, kernel.shape, depthwise) },
          { name: `${shortName(node.name)}/bias`, dims: [outChannels], data: weight(third).data },
        ],
      };
    }
    default:
      throw new Error(`${node.name}: no rule for a ${node.op} here`);
  }
}

function isClipped(node: GraphNode): boolean {
  return (node.attr['fused_ops']?.list?.s ?? []).map(textOf).includes('Relu6');
}

/** Names and words lie in the graph as base 64. */
function textOf(base64: string | undefined): string {
  return Buffer.from(base64 ?? '', 'base64').toString();
}

function shortName(name: string): string {
  return name.replace(PREFIX, '');
}

/** As TensorFlow pads sides that the stride divides: half before, the odd one after. Other sides differ from it by one pixel. */
function samePads(side: number, stride: number): Pads {
  const total = side - stride;
  const before = Math.floor(total / 2);
  return [before, before, total - before, total - before];
}
