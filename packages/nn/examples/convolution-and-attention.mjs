// A convolution's shared kernel beside an attention head: two ways to look at the neighbours.
import assert from "node:assert/strict";
import { Conv1d, MultiheadAttention, manualSeed, tensor } from "@qkv/nn";

manualSeed(2);
// A bump, and the same bump three places on.
const signal = [0, 1, 2, 1, 0, 0, 0, 0];
const shifted = [0, 0, 0, 0, 1, 2, 1, 0];
const show = (values) => Array.from(values, (v) => v.toFixed(2).padStart(5)).join(" ");

// One kernel of 3 weights slides over all 8 places: the weights are the same everywhere.
const convolution = new Conv1d(1, 1, 3, { padding: 1, bias: false });
convolution.loadStateDict(
  new Map([["weight", { shape: [1, 1, 3], dtype: "float32", values: Float32Array.of(-1, 0, 1) }]]),
);
const convolve = (row) => convolution.forward(tensor([[row]])).dataSync();
console.log(`signal              ${show(signal)}`);
console.log(`convolved           ${show(convolve(signal))}`);
console.log(`shifted by 3        ${show(shifted)}`);
console.log(`convolved           ${show(convolve(shifted))}`);
console.log(
  `its ${convolution.numParameters()} weights: -1 0 1, fixed once trained, the same for every input`,
);
assert.deepEqual(convolve(shifted).slice(4, 7), convolve(signal).slice(1, 4)); // moves along

// A head shares its weights over the places too: Wq, Wk, Wv. But how much each place counts for
// another is computed from the input, and every place is a neighbour.
const head = new MultiheadAttention(1, 1);
const look = (row) => {
  const { weights } = head.forward(tensor([row.map((v) => [v])]));
  return weights.dataSync().slice(2 * 8, 3 * 8); // what place 3 looks at, of 8
};
console.log(`\nplace 3 of signal  looks at ${show(look(signal))}`);
console.log(`place 3 of shifted looks at ${show(look(shifted))}`);
console.log(
  `its ${head.numParameters()} weights make other "kernels" for other inputs, as wide as the input`,
);
assert.notDeepEqual(look(signal), look(shifted));
