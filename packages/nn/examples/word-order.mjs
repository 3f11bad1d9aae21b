// "cat eat mouse" and "mouse eat cat": the same embedding of "eat", two contextual vectors.
import assert from "node:assert/strict";
import { Embedding, manualSeed, TransformerEncoderLayer, tensor } from "@qkv/nn";
import { PositionalEncoding } from "@qkv/nn/attention";

manualSeed(1);
const vocabulary = ["cat", "eat", "mouse"];
const embedding = new Embedding(3, 4);
const positions = new PositionalEncoding(4, { dropout: 0 });
const layer = new TransformerEncoderLayer({ dModel: 4, nhead: 2, dimFeedforward: 8, dropout: 0 });

const ids = (sentence) =>
  tensor([sentence.split(" ").map((word) => vocabulary.indexOf(word))], { dtype: "int32" });
// "eat" is the second word of both.
const second = (x) => Array.from(x.dataSync().slice(4, 8), (v) => v.toFixed(3));
const show = (title, sentence, x) => console.log(`${title}  ${sentence}  ${second(x).join("  ")}`);

const sentences = ["cat eat mouse", "mouse eat cat"];
const embedded = sentences.map((sentence) => embedding.forward(ids(sentence)));
for (const [i, x] of embedded.entries()) show("embedding of eat     ", sentences[i], x);
assert.deepEqual(second(embedded[0]), second(embedded[1])); // a table: the same row

// Attention alone does not know the order: the same words around give the same vector.
const unordered = embedded.map((x) => layer.forward(x));
for (const [i, x] of unordered.entries()) show("without positions    ", sentences[i], x);
assert.deepEqual(second(unordered[0]), second(unordered[1]));

// With positions, "cat" before and "cat" behind are different neighbours.
const contextual = embedded.map((x) => layer.forward(positions.forward(x)));
for (const [i, x] of contextual.entries()) show("in context, with them", sentences[i], x);
const [a, b] = contextual.map((x) => x.dataSync().slice(4, 8));
const distance = Math.sqrt(a.reduce((sum, v, i) => sum + (v - b[i]) ** 2, 0));
console.log(`distance of the two contextual vectors: ${distance.toFixed(3)}`);
assert.ok(distance > 0.01);
