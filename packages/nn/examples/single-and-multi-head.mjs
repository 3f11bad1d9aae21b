// One head beside two heads, with the same weights: what several heads add.
import assert from "node:assert/strict";
import { Generator, MultiheadAttention, tensor } from "@qkv/nn";
import { ablateHeads, capture } from "@qkv/nn/inspection";

const [tokens, E] = [4, 8];
const random = new Generator(3);
const x = tensor(Float32Array.from(random.normal(tokens * E)), { shape: [1, tokens, E] });

const single = new MultiheadAttention(E, 1, { generator: random });
const double = new MultiheadAttention(E, 2, { generator: random });
double.loadStateDict(single.stateDict()); // as many weights of the same shapes

const maps = (attention) => {
  const { weights } = attention.forward(x, x, x, { averageAttnWeights: false });
  return [weights.shape, weights.dataSync()]; // [N, nhead, M, M]
};
const print = (title, values) => {
  console.log(title);
  for (let i = 0; i < tokens; i++) {
    const row = Array.from(values.slice(i * tokens, (i + 1) * tokens), (w) => w.toFixed(2));
    console.log(`  token ${i + 1}: ${row.join("  ")}`);
  }
};

// One head has one opinion: each token has one row of weights for all 8 numbers.
const [oneShape, one] = maps(single);
print(`1 head, weights [${oneShape.join(", ")}]:`, one);

// Two heads compare 4 numbers each, so a token can look at two places at once.
const [twoShape, two] = maps(double);
print(`2 heads, weights [${twoShape.join(", ")}], head 1:`, two.slice(0, tokens ** 2));
print("head 2:", two.slice(tokens ** 2));
assert.deepEqual(twoShape, [1, 2, tokens, tokens]);

// Each head fills its own half of the concatenated output; without head 2 that half is zero.
const halves = () => {
  const seen = capture(double, () => double.forward(x));
  const first = seen.get("", "concatenated").tensor.dataSync().slice(0, E);
  return Array.from(first, (v) => v.toFixed(2)).join("  ");
};
console.log(`Token 1 after both heads:      ${halves()}`);
const ablated = ablateHeads(double, { module: "", heads: [1] }, halves);
console.log(`Token 1 with head 2 ablated:   ${ablated}`);
assert.match(ablated, /(0\.00 {2}){3}0\.00$/);
