// "I like apples" through attention with dModel = 6 and 2 heads: every number on the way.
import assert from "node:assert/strict";
import { MultiheadAttention, manualSeed, tensor } from "@qkv/nn";
import { capture } from "@qkv/nn/inspection";

const words = ["I", "like", "apples"];
const sentence = tensor([
  [
    [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], // I
    [0.6, 0.5, 0.4, 0.3, 0.2, 0.1], // like
    [0.9, 0.1, 0.8, 0.2, 0.7, 0.3], // apples
  ],
]); // [1 sentence, 3 tokens, dModel 6]

manualSeed(0); // the weights are random, but the same each time
const attention = new MultiheadAttention(6, 2);
const seen = capture(attention, () => attention.forward(sentence));

// Rows of a tensor's last axis, rounded.
const rows = (values, width) =>
  Array.from({ length: values.length / width }, (_, i) =>
    Array.from(values.slice(i * width, (i + 1) * width), (x) => x.toFixed(3).padStart(6)).join(" "),
  );

// Each head projects the 6 numbers of a token to 3 of its own: its query, key and value.
// scores = q k^T / sqrt(3), weights = softmax(scores), output = weights v.
for (const [role, width] of [
  ["q", 3],
  ["k", 3],
  ["v", 3],
  ["scores", 3],
  ["weights", 3],
  ["headOutput", 3],
]) {
  const { tensor: values, shape } = seen.get("", role);
  console.log(`${role} [${shape.join(", ")}]`);
  const all = rows(values.dataSync(), width);
  for (const [i, word] of words.entries())
    console.log(`  ${word.padEnd(7)} head 1: ${all[i]}   head 2: ${all[3 + i]}`);
}

// The heads' 3 numbers stand side by side again, and out_proj mixes them.
for (const [module, role] of [
  ["", "concatenated"],
  ["out_proj", "output"],
]) {
  const { tensor: values, shape } = seen.get(module, role);
  console.log(`${module || role} [${shape.join(", ")}]`);
  for (const [i, row] of rows(values.dataSync(), 6).entries())
    console.log(`  ${words[i].padEnd(7)} ${row}`);
}

// The weights of each word add up to one.
const weights = seen.get("", "weights").tensor;
for (const sum of weights.sum([-1]).dataSync()) assert.ok(Math.abs(sum - 1) < 1e-6);
