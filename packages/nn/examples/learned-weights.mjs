// Attention without learned weights, then with Wq, Wk and Wv.
import assert from "node:assert/strict";
import { Linear, manualSeed, scaledDotProductAttention, tensor } from "@qkv/nn";

const words = ["bank", "river", "money"];
const x = tensor([
  [1.0, 0.0, 1.0, 0.0], // bank: a bit of both
  [0.9, 0.1, 0.0, 0.8], // river
  [0.0, 0.9, 1.0, 0.1], // money
]); // [3 tokens, width 4]

const print = (title, matrix) => {
  const [rows, width] = matrix.shape;
  const values = matrix.dataSync();
  console.log(title);
  for (let i = 0; i < rows; i++) {
    const row = Array.from(values.slice(i * width, (i + 1) * width), (v) =>
      v.toFixed(3).padStart(6),
    );
    console.log(`  ${words[i].padEnd(6)}${row.join(" ")}`);
  }
};

// Without weights, q = k = v = x. A score is how alike two words are: it is the same both ways, and
// nothing in it can be trained.
const scores = x.matmul(x.transpose(0, 1)).scale(1 / Math.sqrt(4));
const weights = scores.softmax();
print("Without learned weights, scores x x^T / 2 (symmetric):", scores);
print("weights = softmax(scores):", weights);
print("output = weights x:", weights.matmul(x));

// With weights, the same word asks with x Wq, is found by x Wk, and tells x Wv. "bank" may look for
// "money" without "money" looking for "bank".
manualSeed(0);
const [Wq, Wk, Wv] = ["q", "k", "v"].map(() => new Linear(4, 4, { bias: false }));
const [q, k, v] = [Wq, Wk, Wv].map((W) => W.forward(x));
const learned = q.matmul(k.transpose(0, 1)).scale(1 / Math.sqrt(4));
print("\nWith Wq, Wk and Wv, scores q k^T / 2 (not symmetric):", learned);
print("weights = softmax(scores):", learned.softmax());
const output = learned.softmax().matmul(v);
print("output = weights v:", output);

const at = (m, i, j) => m.dataSync()[3 * i + j];
assert.equal(at(scores, 0, 1), at(scores, 1, 0));
assert.notEqual(at(learned, 0, 1), at(learned, 1, 0));

// The library does these steps in one: F.scaled_dot_product_attention of PyTorch.
const fused = scaledDotProductAttention(q, k, v).dataSync();
assert.ok(output.dataSync().every((value, i) => Math.abs(value - fused[i]) < 1e-6));

// And these weights can be learned: each gets a gradient.
scaledDotProductAttention(q, k, v).sum().backward();
console.log(`\nWq has a gradient now: [${Wq.weight.grad.shape.join(", ")}]`);
