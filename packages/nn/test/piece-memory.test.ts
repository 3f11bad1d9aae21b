import { expect, it } from "vitest";
import { bytesSource } from "../src/weights/byte-source.ts";
import { openSafetensors } from "../src/weights/open-safetensors.ts";
import { PieceMemory } from "../src/weights/piece-memory.ts";
import { fileOf } from "./safetensors-bytes.ts";

const halves = Uint16Array.from({ length: 2 ** 16 - 1 }, (_, i) => i); // an odd number, and NaNs among them

/** Two tensors of one type, the second of which begins at an odd number of halves. */
function fileOfTwo(dtype: string): Uint8Array {
  const bytes = new Uint8Array(halves.buffer);
  const end = bytes.length;
  const header = {
    first: { dtype, shape: [halves.length], data_offsets: [0, end] },
    second: { dtype, shape: [3], data_offsets: [end, end + 6] },
  };
  return fileOf(header, [...bytes, 0x80, 0x3f, 0x40, 0xc0, 0, 0x80]);
}

/** A file that copies what is asked for, as one on a disk does. */
const copying = (file: Uint8Array) => ({
  ...bytesSource(file),
  read: async (offset: number, length: number) => file.slice(offset, offset + length),
  readInto: async (offset: number, target: Uint8Array) =>
    target.set(file.subarray(offset, offset + target.length)),
});

const widened = {
  BF16: (half: number) => new Float32Array(Uint32Array.of(half << 16).buffer)[0]!,
  F16: (half: number) => {
    const [exponent, fraction] = [(half >> 10) & 31, half & 1023];
    const magnitude =
      exponent > 0 ? (1 + fraction / 1024) * 2 ** (exponent - 15) : fraction * 2 ** -24;
    const special = fraction > 0 ? Number.NaN : Number.POSITIVE_INFINITY;
    return (half >> 15 ? -1 : 1) * (exponent === 31 ? special : magnitude);
  },
};

it.each(["F16", "BF16"] as const)(
  "widens every %s, in memory that is used again too",
  async (dtype) => {
    const { tensors } = await openSafetensors(copying(fileOfTwo(dtype)));
    const memory = new PieceMemory();
    const expected = {
      first: Float32Array.from(halves, widened[dtype]),
      second: Float32Array.from([0x3f80, 0xc040, 0x8000], widened[dtype]),
    };
    for (const name of ["first", "second", "first"] as const)
      for (const given of [memory, undefined])
        for await (const piece of tensors.get(name)!.pieces(given)) {
          const wrong = piece.findIndex((value, i) => !Object.is(value, expected[name][i]));
          expect(wrong).toBe(-1);
        }
  },
);

it("pieces lie in the memory that is given, and apart without one", async () => {
  const { tensors } = await openSafetensors(copying(fileOfTwo("BF16")));
  const buffersOf = async (memory?: PieceMemory) => {
    const buffers = new Set<ArrayBufferLike>();
    for (const tensor of [tensors.get("first")!, tensors.get("first")!])
      for await (const piece of tensor.pieces(memory)) buffers.add((piece as Float32Array).buffer);
    return buffers.size;
  };
  expect(await buffersOf(new PieceMemory(1))).toBe(1);
  expect(await buffersOf()).toBe(2);
});
