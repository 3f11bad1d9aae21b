import { readFileSync } from "node:fs";

/** The tensors of a safetensors file as they are stored: name -> { dtype, shape, bytes }. */
export function readStored(file) {
  const bytes = readFileSync(file);
  const length = Number(bytes.readBigUInt64LE(0));
  const header = JSON.parse(bytes.toString("utf8", 8, 8 + length));
  const tensors = new Map();
  for (const [name, { dtype, shape, data_offsets }] of Object.entries(header)) {
    if (name === "__metadata__") continue;
    const [begin, end] = data_offsets.map((offset) => 8 + length + offset);
    tensors.set(name, { dtype, shape, bytes: bytes.subarray(begin, end) });
  }
  return tensors;
}

/** A stored tensor of float32 as numbers. */
export function floatsOf({ dtype, bytes }) {
  if (dtype !== "F32") throw new Error(`a stored tensor is ${dtype}, expected F32`);
  return new Float32Array(new Uint8Array(bytes).buffer);
}

export const bytesOf = ({ buffer, byteOffset, byteLength }) =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** Throws where two arrays of bytes differ. */
export function expectSameBytes(what, ours, expected) {
  if (ours.length !== expected.length)
    throw new Error(`${what} has ${ours.length} bytes, expected ${expected.length}`);
  const at = ours.findIndex((byte, i) => byte !== expected[i]);
  if (at >= 0) throw new Error(`${what}: byte ${at} is ${ours[at]}, expected ${expected[at]}`);
}

export function expectShape(what, ours, expected) {
  if (ours.join() !== expected.join())
    throw new Error(`${what} is [${ours.join(", ")}], expected [${expected.join(", ")}]`);
}

/** Throws unless both are the same number, text or array, NaN and -0 included. */
export function expectSame(what, ours, expected) {
  if (Array.isArray(expected)) {
    if (!Array.isArray(ours) || ours.length !== expected.length)
      throw new Error(`${what} has ${ours?.length} values, expected ${expected.length}`);
    for (const [i, value] of expected.entries()) expectSame(`${what}[${i}]`, ours[i], value);
  } else if (!Object.is(ours, expected))
    throw new Error(`${what} is ${String(ours)}, expected ${String(expected)}`);
}
