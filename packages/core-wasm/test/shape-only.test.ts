import { expect, it } from "vitest";
import {
  BufferLimitError,
  createShapeOnlyBackend,
  type KernelName,
  kernels,
} from "../src/contract/index.ts";

it("has every kernel of the contract", () => {
  expect(Object.keys(createShapeOnlyBackend().kernels)).toEqual(Object.keys(kernels));
});

it("counts what buffers would take, and takes nothing", () => {
  const backend = createShapeOnlyBackend();
  const large = backend.allocate(10 ** 12, "float32");
  const small = backend.allocate(3, "int32");
  expect(backend.memory()).toEqual({
    buffers: 2,
    bytes: 4 * 10 ** 12 + 12,
    peakBytes: 4 * 10 ** 12 + 12,
    reservedBytes: 0,
  });
  backend.release(large);
  expect(backend.memory()).toMatchObject({ buffers: 1, bytes: 12, peakBytes: 4 * 10 ** 12 + 12 });
  backend.release(small);
  expect(() => backend.release(small)).toThrow("meta: this buffer was released before");
  expect(backend.memory()).toMatchObject({ buffers: 0, bytes: 0 });
});

it("allows as many buffers as it was told to", () => {
  const backend = createShapeOnlyBackend({ maxBuffers: 2 });
  const first = backend.allocate(1, "float32");
  backend.allocate(1, "float32");
  expect(() => backend.allocate(1, "float32")).toThrow(BufferLimitError);
  backend.release(first);
  backend.allocate(1, "float32");
});

it("knows no values but integers that were uploaded whole", async () => {
  const backend = createShapeOnlyBackend();
  const ids = backend.allocate(2, "int32");
  const x = backend.allocate(2, "float32");
  const unread = "meta: a tensor on this device has a shape and no values";
  await expect(backend.read(ids)).rejects.toThrow(unread);
  backend.upload(ids, [4, 5]);
  expect(await backend.read(ids)).toEqual(Int32Array.of(4, 5));
  expect(backend.readSync?.(ids)).toEqual(Int32Array.of(4, 5));
  backend.upload(ids, [4]);
  expect(() => backend.readSync?.(ids)).toThrow(unread);
  backend.upload(x, [1, 2]);
  expect(() => backend.readSync?.(x)).toThrow(unread);
  expect(() => backend.upload(x, [1, 2, 3])).toThrow("meta: 3 values for a buffer of 2");
});

it("forgets integers that a kernel changes, and no others", () => {
  const backend = createShapeOnlyBackend();
  const [target, rows] = [backend.allocate(2, "int32"), backend.allocate(2, "int32")];
  for (const buffer of [target, rows]) backend.upload(buffer, [4, 5]);
  const shapes = { target: [2], rows: [2] };
  const attrs = {
    ...{ batch: 1, count: 1, width: 2, targetOffset: 0, targetBatch: 0, targetRow: 0 },
    ...{ sourceOffset: 0, sourceBatch: 0, sourceRow: 0 },
  };
  backend.kernels.writeRows({ target, rows }, {}, shapes, attrs);
  expect(backend.readSync?.(rows)).toEqual(Int32Array.of(4, 5));
  expect(() => backend.readSync?.(target)).toThrow();
});

it.each(Object.keys(kernels) as KernelName[])("%s runs on nothing", (name) => {
  const { kernels: table } = createShapeOnlyBackend();
  (table[name] as (...operands: readonly object[]) => void)({}, {}, {}, {});
});
