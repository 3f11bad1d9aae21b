import { describe, expect, it } from "vitest";
import {
  type ByteSource,
  ByteSourceError,
  blobSource,
  bytesSource,
} from "../src/weights/byte-source.ts";
import { PIECE_ELEMENTS, type StoredTensor } from "../src/weights/checkpoint.ts";
import { openSafetensors } from "../src/weights/open-safetensors.ts";
import { readSafetensors, SafetensorsError } from "../src/weights/read-safetensors.ts";
import { CountingSource } from "./counting-source.ts";
import { bytesOf, fileOf, sameBits } from "./safetensors-bytes.ts";

const data = {
  F32: bytesOf(Float32Array.of(1.5, -2)),
  F64: bytesOf(Float64Array.of(0.1, 1e300)),
  F16: bytesOf(Uint16Array.of(0x3c00, 0x0001)),
  BF16: bytesOf(Uint16Array.of(0x3fc0, 0xc000)),
  I32: bytesOf(Int32Array.of(7, -8)),
  I64: bytesOf(BigInt64Array.of(9n, -10n)),
  U8: Uint8Array.of(0, 255),
  I8: Uint8Array.of(1, 255),
  BOOL: Uint8Array.of(1, 0),
};

/** A file of one tensor of each element type, and an odd number of bytes in front of most. */
function everyType(): Uint8Array {
  let position = 3;
  const entries = Object.entries(data).map(([dtype, bytes]) => {
    const data_offsets = [position, position + bytes.length];
    position += bytes.length;
    return [dtype, { dtype, shape: [2], data_offsets }];
  });
  const odd = { odd: { dtype: "U8", shape: [3], data_offsets: [0, 3] } };
  const values = Object.values(data).flatMap((bytes) => [...bytes]);
  const header = { ...odd, __metadata__: { format: "pt" }, ...Object.fromEntries(entries) };
  return fileOf(header, [4, 5, 6, ...values]);
}

async function piecesOf(tensor: StoredTensor): Promise<number[][]> {
  const pieces: number[][] = [];
  for await (const values of tensor.pieces()) pieces.push([...values]);
  return pieces;
}

it.each<readonly [string, (bytes: Uint8Array) => ByteSource]>([
  ["bytes", bytesSource],
  ["a view on a larger buffer", (bytes) => bytesSource(Uint8Array.of(0, ...bytes).subarray(1))],
  ["a part of a Buffer", (bytes) => bytesSource(Buffer.from([0, 0, 0, ...bytes]).subarray(3))],
  ["a Blob", (bytes) => blobSource(new Blob([new Uint8Array(bytes)]))],
])("reads out of %s what readSafetensors reads", async (_, sourceOf) => {
  const file = everyType();
  const { tensors, metadata } = readSafetensors(file);
  const opened = await openSafetensors(sourceOf(file));
  expect(opened.metadata).toEqual(metadata);
  expect([...opened.tensors.keys()]).toEqual([...tensors.keys()]);
  for (const [name, stored] of opened.tensors) {
    const expected = tensors.get(name)!;
    expect(await stored.read()).toEqual(expected);
    expect({ dtype: stored.dtype, shape: stored.shape }).toEqual({
      dtype: expected.dtype,
      shape: expected.shape,
    });
    expect(await piecesOf(stored)).toEqual([[...expected.values]]);
  }
  expect(opened.tensors.get("I64")!.bytes).toBe(16);
});

it("readSafetensors reads a part of a Buffer that begins anywhere", () => {
  const file = everyType();
  for (let before = 0; before < 8; before++) {
    const part = Buffer.concat([Buffer.alloc(before), file]).subarray(before);
    expect(readSafetensors(part).tensors).toEqual(readSafetensors(file).tensors);
  }
});

describe("laziness", () => {
  it("reads the header when it is opened, and of a tensor its own bytes when it is asked for", async () => {
    const file = everyType();
    const source = new CountingSource(file);
    const { tensors } = await openSafetensors(source);
    const dataStart = file.length - 3 - Object.values(data).reduce((sum, b) => sum + b.length, 0);
    expect(source.bytesRead).toBe(dataStart);
    await tensors.get("F64")!.read();
    expect(source.reads.at(-1)).toEqual([dataStart + 3 + 8, 16]);
    expect(source.bytesRead).toBe(dataStart + 16);
  });

  it("reads pieces of a large tensor one after the other", async () => {
    const size = 2 * PIECE_ELEMENTS + 5;
    const halves = Uint16Array.from({ length: size }, (_, i) => i % 0x3c00);
    const x = { dtype: "F16", shape: [size, 1], data_offsets: [0, 2 * size] };
    const source = new CountingSource(fileOf({ x }, bytesOf(halves)));
    const tensor = (await openSafetensors(source)).tensors.get("x")!;
    const { values } = await tensor.read();
    const before = source.bytesRead;
    let count = 0;
    for await (const piece of tensor.pieces()) {
      expect(sameBits(piece, values.subarray(count, count + piece.length))).toBe(true);
      count += piece.length;
      expect(source.bytesRead - before).toBe(2 * count);
    }
    expect(count).toBe(size);
    expect(source.reads.slice(-3).map(([, length]) => length)).toEqual([
      2 * PIECE_ELEMENTS,
      2 * PIECE_ELEMENTS,
      10,
    ]);
  });

  it("has no pieces of a tensor without elements", async () => {
    const file = fileOf({ x: { dtype: "F32", shape: [2, 0], data_offsets: [0, 0] } });
    const tensor = (await openSafetensors(bytesSource(file))).tensors.get("x")!;
    expect(await piecesOf(tensor)).toEqual([]);
    expect((await tensor.read()).values.length).toBe(0);
  });
});

describe("errors", () => {
  it("name the element of the tensor, in whichever piece it is", async () => {
    const bytes = new Uint8Array(PIECE_ELEMENTS + 3);
    bytes[PIECE_ELEMENTS + 1] = 2;
    const entry = { dtype: "BOOL", shape: [bytes.length], data_offsets: [0, bytes.length] };
    const { tensors } = await openSafetensors(bytesSource(fileOf({ mask: entry }, bytes)));
    await expect(piecesOf(tensors.get("mask")!)).rejects.toThrow(
      `safetensors: tensor "mask": BOOL element ${PIECE_ELEMENTS + 1} is 2, expected 0 or 1`,
    );
  });

  it.each([
    ["no file", new Uint8Array(0), "the file has 0 bytes"],
    ["a cut file", everyType().subarray(0, -1), "expected a range within the"],
    ["half a header", everyType().subarray(0, 30), "is it complete?"],
  ])("are those of readSafetensors for %s", async (_, bytes, message) => {
    expect(() => readSafetensors(bytes)).toThrow(message);
    await expect(openSafetensors(bytesSource(bytes))).rejects.toThrow(SafetensorsError);
    await expect(openSafetensors(bytesSource(bytes))).rejects.toThrow(message);
  });

  it("say when a source gives other bytes than it was asked for", async () => {
    const file = everyType();
    const short = (from: number): ByteSource => ({
      size: file.length,
      read: async (offset, length) =>
        file.subarray(offset, offset + length - (offset < from ? 0 : 1)),
    });
    await expect(openSafetensors(short(8))).rejects.toThrow(ByteSourceError);
    const { tensors } = await openSafetensors(short(9));
    await expect(tensors.get("I32")!.read()).rejects.toThrow("7 came, expected 8");
  });
});
