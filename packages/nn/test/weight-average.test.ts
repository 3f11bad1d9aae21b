import { expect, test } from "vitest";
import { defaultDevice } from "../src/device/default-device.ts";
import { Linear } from "../src/layers/linear.ts";
import { WeightAverage } from "../src/optim/weight-average.ts";

const values = (model: Linear): number[] => [...model.weight.dataSync(), ...model.bias!.dataSync()];

/** Sets every parameter to these values in turn, and updates the average after each. */
function fed(decay: number | undefined, series: readonly number[]) {
  const model = new Linear(3, 2);
  const average = new WeightAverage(model, decay === undefined ? {} : { decay });
  const set = (value: number): void => {
    for (const { storage, size, device } of model.parameters())
      device.backend.upload(storage.buffer, new Float32Array(size).fill(value));
  };
  for (const value of series) {
    set(value);
    average.update();
  }
  return { model, average };
}

test.each([
  [0.9, 0.9 * (0.9 * 1 + 0.1 * 2) + 0.1 * 6],
  [0.25, 0.25 * (0.25 * 1 + 0.75 * 2) + 0.75 * 6],
  [undefined, 3],
])("decay %s: the average of 1, 2, 6 is %d", (decay, expected) => {
  const before = defaultDevice().memory().buffers;
  const { model, average } = fed(decay, [1, 2, 6]);
  average.swapIn();
  for (const value of values(model)) expect(value).toBeCloseTo(expected, 6);
  average.swapOut();
  expect(values(model)).toEqual(Array(8).fill(6));
  average.dispose();
  model.dispose();
  expect(defaultDevice().memory().buffers).toBe(before);
});

test("continues from its state to the bit", () => {
  const { model, average } = fed(0.9, [1, 2, 6]);
  const { updates, tensors } = average.stateDict();
  expect([...tensors.keys()]).toEqual(["weight", "bias"]);
  const other = new WeightAverage(model, { decay: 0.9 });
  other.loadStateDict(updates, (name) => tensors.get(name)!.dataSync());
  for (const one of [average, other]) one.update();
  average.swapIn();
  const expected = values(model);
  average.swapOut();
  other.swapIn();
  expect(values(model)).toEqual(expected);
  expect(() => other.loadStateDict(1, () => [])).toThrow("swapOut before");
  other.swapOut();
  expect(() => other.loadStateDict(1, () => [])).toThrow("weight has 0 elements, expected 6");
});

test("errors say what is wrong", () => {
  const { model, average } = fed(0.9, [1]);
  expect(() => average.swapOut()).toThrow("the model has its own parameters");
  average.swapIn();
  for (const method of ["update", "swapIn", "stateDict"] as const)
    expect(() => average[method]()).toThrow(`${method} while the model holds the averages`);
  expect(() => new WeightAverage(model, { decay: 1 })).toThrow(
    "decay is 1, expected from 0 up to 1",
  );
  expect(() => new WeightAverage(model, { beta: 1 } as never)).toThrow(
    "WeightAverage: unknown option beta, expected one of decay",
  );
});
