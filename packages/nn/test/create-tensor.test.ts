import { expect, test } from "vitest";
import { ones, tensor, zeros } from "../src/device/create-tensor.ts";
import { Linear } from "../src/layers/linear.ts";

/** What a program in JavaScript gives, or one in TypeScript that parsed it. */
const untyped = (json: string) => JSON.parse(json);

test.each([
  ["a text", '"abc"', '"abc"'],
  ["nothing", "null", "null"],
  ["an object", '{"a":1}', "[object Object]"],
  ["a truth value among numbers", "[true]", "true"],
  ["a text behind numbers", '[1,"2"]', '"2"'],
])("tensor refuses %s", (_, json, came) => {
  expect(() => tensor(untyped(json))).toThrow(
    `tensor: the values have ${came}, expected numbers, nested arrays of numbers`,
  );
});

test("tensor, zeros and ones refuse an option that does not exist", () => {
  const message = "tensor: unknown option requiresgrad, expected one of dtype, shape, requiresGrad";
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
    "a parameter would be [undefined, 2], expected integers from 0: was every size given?",
  );
});

test("the name of a device is refused, with what to give instead", async () => {
  const message = 'device is "webgpu", expected a Device, or a backend such as await webgpu()';
  await expect(new Linear(1, 1).to(untyped('"webgpu"'))).rejects.toThrow(message);
});
