import { expect, it } from "vitest";
import { PIECE_ELEMENTS } from "../src/weights/checkpoint.ts";
import { openSafetensors } from "../src/weights/open-safetensors.ts";
import { renamed } from "../src/weights/renamed.ts";
import { transposed } from "../src/weights/transposed.ts";
import { writeSafetensors } from "../src/weights/write-safetensors.ts";
import { CountingSource } from "./counting-source.ts";
import { sameBits } from "./safetensors-bytes.ts";

const matrix = (rows: number, columns: number) => ({
  dtype: "float32" as const,
  shape: [rows, columns],
  values: Float32Array.from({ length: rows * columns }, (_, i) => i),
});
const ids = { dtype: "int32" as const, shape: [3, 1], values: Int32Array.of(1, 2, 3) };

const open = async () => {
  const source = new CountingSource(
    writeSafetensors([
      ["h.0.c_fc.weight", matrix(2, 3)],
      ["h.0.bias", { ...matrix(1, 2), shape: [2] }],
      ["ids", ids],
    ]),
  );
  return { source, checkpoint: await openSafetensors(source) };
};

it("renamed gives tensors other names, and leaves those out that get none", async () => {
  const { source, checkpoint } = await open();
  const before = source.bytesRead;
  const view = renamed(checkpoint, (name) => (name === "ids" ? undefined : `transformer.${name}`));
  expect([...view.tensors.keys()]).toEqual(["transformer.h.0.bias", "transformer.h.0.c_fc.weight"]);
  expect(source.bytesRead).toBe(before);
  expect([...(await view.tensors.get("transformer.h.0.bias")!.read()).values]).toEqual([0, 1]);
  expect(source.bytesRead).toBe(before + 8);
});

it("renamed refuses two tensors of one name", async () => {
  const { checkpoint } = await open();
  expect(() => renamed(checkpoint, () => "x")).toThrow(
    'renamed: "h.0.bias" and "h.0.c_fc.weight" both become "x"',
  );
});

it("transposed reads a matrix with its axes exchanged, and others as they are", async () => {
  const { source, checkpoint } = await open();
  const before = source.bytesRead;
  const view = transposed(
    renamed(checkpoint, (name) => name.slice(name.startsWith("h.") ? 4 : 0)),
    (name) => name === "c_fc.weight" || name === "ids",
  );
  const weight = view.tensors.get("c_fc.weight")!;
  expect(weight.shape).toEqual([3, 2]);
  expect(weight.bytes).toBe(24);
  expect(source.bytesRead).toBe(before);
  expect(await weight.read()).toEqual({
    dtype: "float32",
    shape: [3, 2],
    values: Float32Array.of(0, 3, 1, 4, 2, 5),
  });
  expect(await view.tensors.get("ids")!.read()).toEqual({ ...ids, shape: [1, 3] });
  expect(await view.tensors.get("bias")!.read()).toEqual({ ...matrix(1, 2), shape: [2] });
});

it("transposed refuses what is no matrix", async () => {
  const { checkpoint } = await open();
  expect(() => transposed(checkpoint, () => true)).toThrow(
    'transposed: "h.0.bias" is [2], expected two axes',
  );
});

it.each([
  [2, PIECE_ELEMENTS + 3],
  [PIECE_ELEMENTS + 3, 2],
  [0, 3],
])("transposed gives the pieces of [%i, %i] in the order of its rows", async (rows, columns) => {
  const source = new CountingSource(writeSafetensors([["x", matrix(rows, columns)]]));
  const checkpoint = transposed(await openSafetensors(source), () => true);
  const tensor = checkpoint.tensors.get("x")!;
  const { values } = await tensor.read();
  const before = source.bytesRead;
  let count = 0;
  for await (const piece of tensor.pieces()) {
    expect(sameBits(piece, values.subarray(count, count + piece.length))).toBe(true);
    count += piece.length;
  }
  expect(count).toBe(rows * columns);
  expect(source.bytesRead - before).toBe(4 * count);
});
