import { readWideMobileNet } from './graph-network.ts';
import { readInception, readMobileNet } from './keras-network.ts';
import type { Network } from './network.ts';
import { buildTrunk, INPUT_PORT, RESIDUAL, SPECTRUM_TAP, type Pooling, type Trunk } from './trunk.ts';

/** A network through which a candidate may look. */
export interface Lens {
  /** Before the names of its layers. */
  readonly prefix: string;
  readonly read: () => Network;
  /** Every tap a candidate may use: one pass over the pictures serves them all. */
  readonly everything: () => Trunk;
}

/** Before the names of layers of the wider MobileNetV2, and of the Inception v3. */
export const WIDE = 'wide ';
export const INCEPTION = 'inception ';

/** After the third and the fifth convolution, and after every second block of many branches. */
export const INCEPTION_TAPS = ['activation_3', 'activation_5', 'mixed0', 'mixed2', 'mixed4'];

/** Name of the layer that widens the channels of a block. */
export function expansionOf(block: number): string {
  return `block_${block}_expand_relu`;
}

export function wideExpansionOf(block: number): string {
  return `expanded_conv_${block}/expand/Relu6`;
}

/** Ours is the one whose names have nothing before them. */
export const LENSES: readonly [Lens, ...Lens[]] = [
  {
    prefix: '',
    read: readMobileNet,
    everything: once(() =>
      buildTrunk(readMobileNet(), [
        ...[1, 3, 6, 10, 13, 16].map(expansionOf),
        'out_relu',
        ...[1, 3, 6].map((block) => `${RESIDUAL}${expansionOf(block)}`),
        SPECTRUM_TAP,
      ]),
    ),
  },
  { prefix: WIDE, read: readWideMobileNet, everything: once(() => buildTrunk(readWideMobileNet(), [1, 3, 6, 10, 13].map(wideExpansionOf), 'means')) },
  { prefix: INCEPTION, read: readInception, everything: once(() => buildTrunk(readInception(), INCEPTION_TAPS, 'means')) },
];

/** The network that a layer, or a part of a row of features, belongs to. */
export function lensOf(name: string): Lens {
  return LENSES.find(({ prefix }) => prefix !== '' && name.startsWith(prefix)) ?? LENSES[0];
}

/** The trunk that gives these taps, network after network; one of several beside each other. */
export function trunkFor(taps: readonly string[], pooling: Pooling): Trunk {
  const trunks = LENSES.flatMap((lens): readonly Trunk[] => {
    const own = taps.filter((tap) => lensOf(tap) === lens).map((tap) => tap.slice(lens.prefix.length));
    return own.length === 0 ? [] : [underPrefix(buildTrunk(lens.read(), own, pooling), lens.prefix)];
  });
  const [first] = trunks;
  if (first === undefined) throw new Error('no taps');
  if (trunks.length === 1) return first;
  const features = 'all/features';
  return {
    nodes: [...trunks.flatMap(({ nodes }) => nodes), { op: 'Concat', inputs: trunks.map((trunk) => trunk.features), output: features, attributes: { axis: 1 } }],
    tensors: trunks.flatMap(({ tensors }) => tensors),
    features,
    featureCount: trunks.reduce((sum, { featureCount }) => sum + featureCount, 0),
    parts: trunks.flatMap(({ parts }) => parts),
  };
}

/** The same under other names, so that several fit into one graph; what goes in keeps its name. */
function underPrefix({ nodes, tensors, features, featureCount, parts }: Trunk, prefix: string): Trunk {
  const renamed = (name: string): string => (name === INPUT_PORT.name ? name : prefix + name);
  return {
    nodes: nodes.map((node) => ({ ...node, inputs: node.inputs.map(renamed), output: renamed(node.output) })),
    tensors: tensors.map((tensor) => ({ ...tensor, name: renamed(tensor.name) })),
    features: renamed(features),
    featureCount,
    parts: parts.map((part) => ({ ...part, name: renamed(part.name) })),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
