/**
 * Writes the part of the ONNX protobuf format (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto) that a
 * small network needs: 32-bit floats, bits of 16-bit ones, bytes where they are dequantised, and 64-bit integers. The same
 * model always gives the same bytes.
 */

/** Opset 13 is the newest in which ReduceMean still takes its axes as an attribute. */
const OPSET_VERSION = 13;
const IR_VERSION = 8;
const FLOAT32 = 1;
const INT8 = 3;
const INT64 = 7;
const FLOAT16 = 10;

export interface OnnxTensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** Of 16-bit floats, their bits: `Uint16Array`. */
  readonly data: Float32Array | Uint16Array | Int8Array | BigInt64Array;
}

export interface OnnxNode {
  readonly op: string;
  readonly inputs: readonly string[];
  readonly output: string;
  /** Numbers and lists of numbers are integers; what is a float says so. */
  readonly attributes?: Readonly<Record<string, OnnxAttribute>>;
}

export type OnnxAttribute = number | readonly number[] | { readonly float: number };

/** A named input or output; a string dimension is free and only named. */
export interface OnnxPort {
  readonly name: string;
  readonly dims: readonly (number | string)[];
  /** 32-bit floats unless it says so. */
  readonly type?: 'int64';
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly tensors: readonly OnnxTensor[];
  readonly inputs: readonly OnnxPort[];
  readonly outputs: readonly OnnxPort[];
}

export function writeOnnx(graph: OnnxGraph): Uint8Array {
  return concat([
    varintField(1, IR_VERSION),
    textField(2, 'witnessmark'),
    bytesField(7, graphBytes(graph)),
    bytesField(8, varintField(2, OPSET_VERSION)),
  ]);
}

function graphBytes(graph: OnnxGraph): Uint8Array {
  return concat([
    ...graph.nodes.map((node) => bytesField(1, nodeBytes(node))),
    textField(2, graph.name),
    ...graph.tensors.map((tensor) => bytesField(5, tensorBytes(tensor))),
    ...graph.inputs.map((port) => bytesField(11, portBytes(port))),
    ...graph.outputs.map((port) => bytesField(12, portBytes(port))),
  ]);
}

function nodeBytes(node: OnnxNode): Uint8Array {
  return concat([
    ...node.inputs.map((input) => textField(1, input)),
    textField(2, node.output),
    textField(3, node.output),
    textField(4, node.op),
    ...Object.entries(node.attributes ?? {}).map(([name, value]) => bytesField(5, attributeBytes(name, value))),
  ]);
}

function attributeBytes(name: string, value: OnnxAttribute): Uint8Array {
  const FLOAT = 1;
  const INT = 2;
  const INTS = 7;
  if (typeof value === 'object' && 'float' in value) return concat([textField(1, name), floatField(2, value.float), varintField(20, FLOAT)]);
  return typeof value === 'number'
    ? concat([textField(1, name), varintField(3, value), varintField(20, INT)])
    : concat([textField(1, name), ...value.map((item) => varintField(8, item)), varintField(20, INTS)]);
}

function tensorBytes(tensor: OnnxTensor): Uint8Array {
  const { data } = tensor;
  const raw = new Uint8Array(data.byteLength);
  const view = new DataView(raw.buffer);
  if (data instanceof Int8Array) raw.set(data);
  else if (data instanceof BigInt64Array) data.forEach((value, i) => view.setBigInt64(i * 8, value, true));
  else if (data instanceof Uint16Array) data.forEach((value, i) => view.setUint16(i * 2, value, true));
  else data.forEach((value, i) => view.setFloat32(i * 4, value, true));
  return concat([
    ...tensor.dims.map((dim) => varintField(1, dim)),
    varintField(2, typeOf(data)),
    textField(8, tensor.name),
    bytesField(9, raw),
  ]);
}

function typeOf(data: OnnxTensor['data']): number {
  if (data instanceof Int8Array) return INT8;
  if (data instanceof Uint16Array) return FLOAT16;
  return data instanceof BigInt64Array ? INT64 : FLOAT32;
}

function portBytes(port: OnnxPort): Uint8Array {
  const shape = concat(
    port.dims.map((dim) => bytesField(1, typeof dim === 'number' ? varintField(1, dim) : textField(2, dim))),
  );
  const tensorType = concat([varintField(1, port.type === 'int64' ? INT64 : FLOAT32), bytesField(2, shape)]);
  return concat([textField(1, port.name), bytesField(2, bytesField(1, tensorType))]);
}

/** Protobuf: a key is the field number and a wire type (0 varint, 2 length-delimited, 5 four bytes). */
function varintField(field: number, value: number): Uint8Array {
  return concat([varint(field * 8), varint(value)]);
}

function floatField(field: number, value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return concat([varint(field * 8 + 5), bytes]);
}

function bytesField(field: number, bytes: Uint8Array): Uint8Array {
  return concat([varint(field * 8 + 2), varint(bytes.length), bytes]);
}

function textField(field: number, text: string): Uint8Array {
  return bytesField(field, new TextEncoder().encode(text));
}

/** Non-negative integers; a negative one (an axis) takes the ten bytes of its 64-bit two's complement. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  while (rest > 0x7fn) {
    bytes.push(Number(rest & 0x7fn) | 0x80);
    rest >>= 7n;
  }
  bytes.push(Number(rest));
  return Uint8Array.from(bytes);
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let offset = 0;
  for (const part of parts) {
    joined.set(part, offset);
    offset += part.length;
  }
  return joined;
}
