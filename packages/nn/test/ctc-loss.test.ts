import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { tensor } from "../src/device/create-tensor.ts";
import { CTCLoss, ctcLoss } from "../src/losses/ctc-loss.ts";
import { readSafetensors } from "../src/weights/read-safetensors.ts";
import { testInScope } from "./test-in-scope.ts";

/** What torch.nn.functional.ctc_loss gave: see families/generate-losses.py. */
const golden = fileURLToPath(new URL("families/golden-learning/ctc.safetensors", import.meta.url));
const { tensors } = readSafetensors(readFileSync(golden));
const cases = [
  [0, {}],
  [1, { reduction: "sum", blank: 4 }],
  [2, { reduction: "none", zeroInfinity: true }],
  [3, { reduction: "mean" }],
] as const;

const of = (name: string) => {
  const { values, shape, dtype } = tensors.get(name)!;
  return tensor(values, { shape, dtype });
};

for (const [i, options] of cases)
  testInScope(`CTC's loss and its gradient are PyTorch's (${i})`, () => {
    const logProbs = of(`${i}/logProbs`).requiresGrad_();
    const given = [of(`${i}/targets`), of(`${i}/inputLengths`), of(`${i}/targetLengths`)] as const;
    const loss = ctcLoss(logProbs, ...given, options);
    expect(new CTCLoss(options).forward(logProbs, ...given).dataSync()).toEqual(loss.dataSync());
    const { values } = tensors.get(`${i}/loss`)!;
    for (const [k, value] of loss.dataSync().entries()) expect(value).toBeCloseTo(values[k]!, 4);
    const weights = tensor(Float32Array.from({ length: loss.size }, (_, k) => k + 1));
    loss.reshape(loss.size).mul(weights).sum().backward();
    const slope = tensors.get(`${i}/slope`)!.values;
    for (const [k, value] of logProbs.grad!.dataSync().entries())
      expect(value, String(k)).toBeCloseTo(slope[k]!, 4);
  });

testInScope(
  "a target that is too long for its input has an infinite loss, and what is no batch is refused",
  () => {
    const logProbs = tensor(new Float32Array(6).fill(Math.log(1 / 3)), { shape: [2, 1, 3] });
    const one = (value: number) => tensor(Int32Array.of(value));
    const targets = tensor(Int32Array.of(1, 1), { shape: [1, 2] });
    expect(ctcLoss(logProbs, targets, one(2), one(2)).item()).toBe(Number.POSITIVE_INFINITY);
    expect(ctcLoss(logProbs, targets, one(2), one(2), { zeroInfinity: true }).item()).toBe(0);
    // "1" alone in two steps: 11, 1-, -1.
    expect(ctcLoss(logProbs, targets, one(2), one(1)).item()).toBeCloseTo(-Math.log(3 / 9), 5);
    const bare = logProbs.reshape(2, 3);
    expect(ctcLoss(bare, targets.reshape(2), one(2), one(1)).shape).toEqual([]);
    expect(() => ctcLoss(logProbs, targets, one(2), one(1), { blank: 3 })).toThrow("blank is 3");
    expect(() => ctcLoss(logProbs, targets, tensor([2]), one(1))).toThrow(
      "inputLengths are float32 [1], expected int32 [1]",
    );
    expect(() => ctcLoss(logProbs, logProbs, one(2), one(1))).toThrow("targets are float32");
  },
);
