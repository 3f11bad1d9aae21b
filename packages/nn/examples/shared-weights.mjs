// 40 samples in batches of 8 are 5 steps on one set of weights.
import assert from "node:assert/strict";
import { Linear, manualSeed, mseLoss, SGD, scope, tensor } from "@qkv/nn";

manualSeed(0);
const model = new Linear(1, 1); // y = w x + b
const optimizer = new SGD(model.parameters(), { lr: 0.5 });
const before = model.weight;

// 40 samples of y = 2 x + 1, in an order that mixes small and large x.
const xs = Array.from({ length: 40 }, (_, i) => ((i * 7) % 40) / 40);
const batchSize = 8;
let steps = 0;
console.log("step  samples    loss      w       b");
for (let start = 0; start < xs.length; start += batchSize) {
  scope(() => {
    const batch = xs.slice(start, start + batchSize);
    const x = tensor(batch.map((v) => [v])); // [8, 1]: 8 samples, one after the other in memory
    const y = tensor(batch.map((v) => [2 * v + 1]));
    // All 8 samples go through the same w and b; the loss is their mean, so the gradient is too.
    const loss = mseLoss(model.forward(x), y);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step(); // one change of w and b for 8 samples
    steps++;
    const [w, b] = [model.weight.item(), model.bias.item()].map((v) => v.toFixed(4));
    console.log(
      `${steps}     ${String(start + 1).padStart(2)} to ${String(start + batchSize).padStart(2)}   ${loss.item().toFixed(4)}  ${w}  ${b}`,
    );
  });
}
console.log(`${xs.length} samples / ${batchSize} a batch = ${steps} steps`);
console.log(`Parameters: ${model.numParameters()}, however many samples there are`);
assert.equal(steps, 5);
assert.equal(model.weight, before); // the very same tensor, changed five times
