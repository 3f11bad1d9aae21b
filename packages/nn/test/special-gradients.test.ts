import { expect } from "vitest";
import { tensor } from "../src/index.ts";
import { testInScope } from "./test-in-scope.ts";

// What PyTorch 2.13 gives.
const x = [NaN, 0, -0, 1, -2, Infinity];
const cases = [
  ["abs", NaN, [NaN, NaN, NaN, NaN, NaN, NaN]],
  ["abs", Infinity, [NaN, NaN, NaN, Infinity, -Infinity, Infinity]],
  ["abs", -1, [-0, -0, -0, -1, 1, -1]],
  ["tanh", NaN, [NaN, NaN, NaN, NaN, NaN, NaN]],
  ["tanh", Infinity, [NaN, Infinity, Infinity, Infinity, Infinity, NaN]],
] as const;

for (const [op, dy, expected] of cases)
  testInScope(`the gradient of ${op} where ${dy} comes back`, () => {
    const leaf = tensor(x, { requiresGrad: true });
    leaf[op]().backward({ gradient: tensor(x.map(() => dy)) });
    expect([...leaf.grad!.dataSync()]).toEqual(expected);
    leaf.dispose();
  });
