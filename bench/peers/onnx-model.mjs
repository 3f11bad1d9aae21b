/** Writes ONNX models: the protobuf fields of onnx.proto that inference needs. */

const varint = (value) => {
  const bytes = [];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
};
const key = (field, wire) => varint((field << 3) | wire);
const integer = (field, value) => Buffer.concat([key(field, 0), varint(value)]);
const parts = (field, ...content) => {
  const chunks = content.map((chunk) => (typeof chunk === "string" ? Buffer.from(chunk) : chunk));
  const size = chunks.reduce((sum, { length }) => sum + length, 0);
  return [key(field, 2), varint(size), ...chunks];
};
const bytes = (field, ...content) => Buffer.concat(parts(field, ...content));
const float = (field, value) => {
  const data = Buffer.alloc(4);
  data.writeFloatLE(value);
  return Buffer.concat([key(field, 5), data]);
};

export const intAttribute = (name, value) =>
  Buffer.concat([bytes(1, name), integer(3, value), integer(20, 2)]);
export const floatAttribute = (name, value) =>
  Buffer.concat([bytes(1, name), float(2, value), integer(20, 1)]);
export const textAttribute = (name, value) =>
  Buffer.concat([bytes(1, name), bytes(4, value), integer(20, 3)]);
export const intsAttribute = (name, values) =>
  Buffer.concat([bytes(1, name), ...values.map((value) => integer(8, value)), integer(20, 7)]);

export const node = (op, inputs, outputs, ...attributes) =>
  Buffer.concat([
    ...inputs.map((input) => bytes(1, input)),
    ...outputs.map((output) => bytes(2, output)),
    bytes(3, op + outputs[0]),
    bytes(4, op),
    ...attributes.map((attribute) => bytes(5, attribute)),
  ]);

/** A node of ONNX Runtime's own operators. */
export const runtimeNode = (...parts) => Buffer.concat([node(...parts), bytes(7, runtimeDomain)]);
const runtimeDomain = "com.microsoft";

const elementTypes = new Map([
  [Float32Array, 1],
  [Uint8Array, 2],
  [Int8Array, 3],
  [Int32Array, 6],
  [BigInt64Array, 7],
]);

/** A constant, as chunks: weights are large, so they are copied once, into the model. */
const initializer = (name, { shape, values }) => [
  ...shape.map((axis) => integer(1, axis)),
  integer(2, elementTypes.get(values.constructor)),
  bytes(8, name),
  ...parts(9, Buffer.from(values.buffer, values.byteOffset, values.byteLength)),
];

const valueInfo = (name, shape) => {
  const axes = shape.map((axis) => bytes(1, integer(1, axis)));
  return Buffer.concat([bytes(1, name), bytes(2, bytes(1, integer(1, 1), bytes(2, ...axes)))]);
};

export const int64s = (...values) => ({
  shape: [values.length],
  values: BigInt64Array.from(values.map(BigInt)),
});

/** A model from nodes; shapes of float inputs and outputs by name; constants by name. */
export function onnxModel({ nodes, inputs, outputs, constants = {} }) {
  const infos = (field, shapes) =>
    Object.entries(shapes).map(([name, shape]) => bytes(field, valueInfo(name, shape)));
  const graph = [
    ...nodes.map((encoded) => bytes(1, encoded)),
    bytes(2, "graph"),
    ...Object.entries(constants).flatMap(([name, value]) => parts(5, ...initializer(name, value))),
    ...infos(11, inputs),
    ...infos(12, outputs),
  ];
  return Buffer.concat([
    integer(1, 8), // IR version
    ...parts(7, ...graph),
    bytes(8, bytes(1, ""), integer(2, 20)), // operator sets
    bytes(8, bytes(1, runtimeDomain), integer(2, 1)),
  ]);
}
