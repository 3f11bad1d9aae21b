// The weights of multi-head attention, with embeddings of E = 4 numbers and 2 heads.
import assert from "node:assert/strict";
import { MultiheadAttention, zeros } from "@qkv/nn";
import { capture } from "@qkv/nn/inspection";

const [E, heads] = [4, 2];
const attention = new MultiheadAttention(E, heads);

// PyTorch stores Wq, Wk and Wv below each other in one matrix of 3 E rows, and so does this
// library: checkpoints go both ways. Each head has E / heads = 2 of the rows of each part.
console.log("Parameters, by their names in PyTorch:");
for (const [name, { shape }] of attention.namedParameters())
  console.log(`  ${name.padEnd(16)} [${shape.join(", ")}]`);
console.log(`  ${attention.numParameters()} numbers: 4 matrices of E x E and 4 biases of E`);

// More heads do not mean more weights: the same rows are shared out among them.
const single = new MultiheadAttention(E, 1);
console.log(`With 1 head they are as many: ${single.numParameters()}`);
assert.equal(attention.numParameters(), single.numParameters());

// One sentence (N = 1) of M = 3 tokens on its way through.
console.log("\nTensors on the way of 1 sentence of 3 tokens:");
const seen = capture(attention, () => attention.forward(zeros([1, 3, E])));
for (const { role, axes, shape } of seen)
  console.log(`  ${role.padEnd(13)}${`[${axes.join(", ")}]`.padEnd(23)}[${shape.join(", ")}]`);
assert.deepEqual(seen.get("", "q").shape, [1, heads, 3, E / heads]);
assert.deepEqual(seen.get("", "scores").shape, [1, heads, 3, 3]);
