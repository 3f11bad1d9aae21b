import { expect, test } from "vitest";
import { ones, tensor, zeros } from "../src/device/create-tensor.ts";
import { defaultDevice, setDefaultDevice } from "../src/device/default-device.ts";
import { metaDevice } from "../src/device/meta-device.ts";
import { Linear } from "../src/layers/linear.ts";
import type { Device } from "../src/tensor/device.ts";

/** What a program in JavaScript gives, or one in TypeScript that parsed it. */
const untyped = (json: string) => JSON.parse(json);

test.each([
  ["a text", '"abc"', '"abc"'],
  ["nothing", "null", "null"],
  ["an object", '{"a":1}', "an object"],
  ["a truth value among numbers", "[true]", "true"],
  ["a text behind numbers", '[1,"2"]', '"2"'],
])("tensor refuses %s", (_, json, came) => {
  expect(() => tensor(untyped(json))).toThrow(
    `tensor: the values have ${came}, expected numbers, nested arrays of numbers`,
  );
});

test("tensor, zeros and ones refuse an option that does not exist", () => {
  const message =
    /^(tensor|zeros|ones): unknown option requiresgrad, expected one of .*did you mean requiresGrad\?$/;
  const options = untyped('{"requiresgrad":true}');
  for (const attempt of [
    () => tensor([1], options),
    () => zeros([1], options),
    () => ones([1], options),
  ])
    expect(attempt).toThrow(message);
});

test.each([
  ["[-1]", "[-1]"],
  ["[1.5]", "[1.5]"],
  ["3", "3"],
])("zeros and ones refuse the shape %s", (json, came) => {
  const shape = untyped(json);
  expect(() => zeros(shape)).toThrow(`zeros: shape is ${came}, expected an array of integers`);
  expect(() => ones(shape)).toThrow(`ones: shape is ${came}, expected an array of integers`);
});

test.each(['"2"', "[2]", "true"])("an operation refuses %s as an operand", (json) => {
  const x = tensor([1, 2]);
  expect(() => x.mul(untyped(json))).toThrow(/mul: b is .*, expected a tensor/);
});

test("a module refuses sizes that were not given", () => {
  expect(() => new Linear(2, untyped("{}").outFeatures)).toThrow(
    "Linear: outFeatures is undefined, expected an integer from 0",
  );
});

test("the name of a device is refused, with what to give instead", async () => {
  const message = 'device is "webgpu", expected a Device, or a backend such as await webgpu()';
  await expect(new Linear(1, 1).to(untyped('"webgpu"'))).rejects.toThrow(message);
});

test("values of the host have the methods of arrays, whatever their dtype", () => {
  const values = tensor([3, 1, 2]).dataSync();
  expect(values.reduce((sum, value) => sum + value, 0)).toBe(6);
  expect(values.reduce((most, value) => Math.max(most, value))).toBe(3);
  expect(values.reduceRight<string>((text, value) => `${text}${value}`, "")).toBe("213");
  expect([...values.map((value) => 2 * value)]).toEqual([6, 2, 4]);
  expect([...values.filter((value) => value > 1)]).toEqual([3, 2]);
  expect([...values.slice(1).sort()]).toEqual([1, 2]);
  expect(values.every((value) => value > 0)).toBe(true);
  expect(values.indexOf(2)).toBe(2);
});

test.each(["float64", "bool", "int64", "float16", "double", 1, null])(
  "the dtype %s is refused at once, with those that there are",
  (dtype) => {
    const options = { dtype } as unknown as { dtype: "float32" };
    const expected = `dtype is ${JSON.stringify(dtype)}, expected "float32" or "int32"`;
    expect(() => tensor([1], options)).toThrow(`tensor: ${expected}`);
    expect(() => zeros([1], options)).toThrow(`zeros: ${expected}`);
    expect(() => ones([1], options)).toThrow(`ones: ${expected}`);
  },
);

test.each<readonly [string, unknown, string]>([
  ["a big integer", [1n], "the values have 1n, expected numbers"],
  ["an array of them", BigInt64Array.of(1n), "the values have an object of BigInt64Array"],
  ["a view of bytes", new DataView(new ArrayBuffer(4)), "the values have an object of DataView"],
  ["a promise", Promise.resolve([1]), "the values have a Promise (await it)"],
  ["rows of two lengths", [[1, 2], [3]], "values[1] has 1 elements, expected 2 elements"],
  ["a number among rows", [[1], 2], "values[1] is a number, expected 1 elements"],
  ["a row among numbers", [1, [2]], "values[1] has 1 elements, expected a number"],
  [
    "depths that differ",
    [
      [[1], [2]],
      [[3], [4, 5]],
    ],
    "values[1][1] has 2 elements, expected 1 elements",
  ],
])("tensor says where the values hold %s", (_, values, message) => {
  expect(() => tensor(values as number[])).toThrow(
    `tensor: ${message.startsWith("values") ? "the nested arrays differ in length: " : ""}${message}`,
  );
});

test("no values are a tensor without elements, as in PyTorch", () => {
  expect([tensor([]).shape, tensor([[]]).shape, tensor([[], []]).shape]).toEqual([
    [0],
    [1, 0],
    [2, 0],
  ]);
});

test("a shape that nothing can hold is refused before memory is taken", () => {
  for (const make of [zeros, ones]) expect(() => make([2 ** 40])).toThrow(/expected at most/);
  expect(() => new Linear(2 ** 20, 2 ** 20)).toThrow("expected at most 2147483648 elements");
  expect(zeros([2 ** 20, 2 ** 11], { device: metaDevice() }).size).toBe(2 ** 31);
});

test.each(["webgpu", Promise.resolve(1), null, {}])("the device %s is refused", (device) => {
  const options = { device } as unknown as { device: Device };
  expect(() => tensor([1], options)).toThrow(/^tensor: device is .*, expected a Device/);
  expect(() => new Linear(1, 1, options)).toThrow(/^Linear: device is .*, expected a Device/);
});

test("setDefaultDevice refuses what is no device, and the default stays", () => {
  const before = defaultDevice();
  for (const json of ['"wasm"', "null", "{}"])
    expect(() => setDefaultDevice(untyped(json))).toThrow("setDefaultDevice: next is");
  expect(defaultDevice()).toBe(before);
});
