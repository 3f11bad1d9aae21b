import { expect, test } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { defaultDevice } from "../src/device/default-device.ts";
import { scope } from "../src/tensor/scope.ts";

const buffers = () => defaultDevice().memory().buffers;

test("frees everything but what is returned, in objects and arrays too", () => {
  const before = buffers();
  const { kept, list } = scope(() => {
    tensor([1]);
    return { kept: tensor([2]), list: [tensor([3]), tensor([4])] };
  });
  expect(buffers()).toBe(before + 3);
  for (const t of [kept, ...list]) t.dispose();
  expect(buffers()).toBe(before);
});

test("passes what it returns to the scope around it", () => {
  const before = buffers();
  scope(() => {
    const inner = scope(() => tensor([1, 2]));
    expect(inner.disposed).toBe(false);
  });
  expect(buffers()).toBe(before);
});

test("frees on a throw", () => {
  const before = buffers();
  expect(() =>
    scope(() => {
      tensor([1]);
      throw new Error("broken off");
    }),
  ).toThrow("broken off");
  expect(buffers()).toBe(before);
});

test("refuses a promise, by type and when it runs", () => {
  // @ts-expect-error a promise outlives the scope
  expect(() => scope(async () => tensor([1]))).toThrow(TypeError);
});

test("leaves lasting tensors to their owner", () => {
  const lasting = scope(() => {
    const made = tensor([1]).makeLasting();
    return () => made;
  })();
  expect(lasting.disposed).toBe(false);
  lasting.dispose();
});

test("views share memory until the last of them is gone", () => {
  const before = buffers();
  const x = tensor([1, 2, 3, 4]);
  const square = x.reshape(2, -1);
  x.dispose();
  expect([...square.dataSync()]).toEqual([1, 2, 3, 4]);
  square.dispose();
  expect(buffers()).toBe(before);
});
