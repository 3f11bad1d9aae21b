// Why attention divides the scores by the square root of the width before the softmax.
import assert from "node:assert/strict";
import { Generator, tensor } from "@qkv/nn";

const show = (values) => Array.from(values, (x) => x.toFixed(4)).join("  ");

const Q = tensor([0.5, 0.3, 0.2]);
const K = tensor([0.4, 0.6, 0.8]);

// As one query and one key of width 3, their score is one number, the dot product.
const dot = Q.mul(K).sum().item();
console.log(`Q . K           = ${dot.toFixed(4)}`);
console.log(`Q . K / sqrt(3) = ${(dot / Math.sqrt(3)).toFixed(4)}`);

// As three queries and three keys of one number each, the scores are a matrix: Q K^T.
const scores = Q.reshape(3, 1).matmul(K.reshape(1, 3));
const plain = scores.softmax();
const scaled = scores.scale(1 / Math.sqrt(3)).softmax();
console.log("\n      scores                  softmax without scale   softmax with 1 / sqrt(3)");
for (const i of [0, 1, 2]) {
  const row = (x) => show(x.slice(0, i, i + 1).dataSync());
  console.log(`q${i + 1}    ${row(scores)}  ${row(plain)}  ${row(scaled)}`);
}
// With the scale each row is closer to a third: the softmax is softer.
const largest = (x) => x.max([1]).dataSync();
assert.ok(largest(scaled).every((x, i) => x < largest(plain)[i]));

// For three small numbers it hardly matters. But a dot product of d random numbers has deviation
// sqrt(d): without the scale, wide queries look at one key only and learn nothing any more.
console.log("\nLargest weight of 8 keys, mean of 200 queries");
console.log("width    without scale    with 1 / sqrt(width)");
const random = new Generator(0);
const means = [4, 64, 1024].map((width) => {
  const of = (count) =>
    tensor(Float32Array.from(random.normal(count * width)), { shape: [count, width] });
  const products = of(200).matmul(of(8).transpose(0, 1));
  const mean = (x) => x.softmax().max([1]).mean().item();
  const pair = [mean(products), mean(products.scale(1 / Math.sqrt(width)))];
  console.log(`${String(width).padEnd(9)}${pair[0].toFixed(2).padEnd(17)}${pair[1].toFixed(2)}`);
  return pair;
});
assert.ok(means[2][0] > 0.9 && means[2][1] < 0.6);
