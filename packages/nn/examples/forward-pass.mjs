// A forward pass of the encoder-decoder, with the shapes of fourteen tensors on the way.
import assert from "node:assert/strict";
import { manualSeed, tensor } from "@qkv/nn";
import { capture } from "@qkv/nn/inspection";
import { Seq2Seq } from "@qkv/nn/models";

manualSeed(0);
const model = new Seq2Seq({
  sourceVocabSize: 20,
  targetVocabSize: 30, // vocab
  dModel: 8, // E
  nhead: 2,
  numEncoderLayers: 1,
  numDecoderLayers: 1,
  dimFeedforward: 32,
  dropout: 0,
});
const source = tensor(
  [
    [3, 4, 5, 6, 7],
    [8, 9, 3, 0, 0],
  ],
  { dtype: "int32" },
); // N = 2, M = 5
const target = tensor(
  [
    [1, 4, 5, 6],
    [1, 7, 8, 0],
  ],
  { dtype: "int32" },
); // N = 2, Mt = 4

const seen = capture(model, () => model.forward(source, target));

// The module that shows it, and its role there. All others are in `seen` too.
const [encoder, decoder] = ["transformer.encoder", "transformer.decoder"];
const layer = `${encoder}.layers.0`;
const tensors = [
  ["input tokens", "source_embedding", "ids"],
  ["token embedding", "", "sourceEmbedding"],
  ["positional encoding", "positions", "positions"],
  ["their sum", "positions", "output"],
  ["q, k, v of each head", `${layer}.self_attn`, "q"],
  ["attention scores", `${layer}.self_attn`, "scores"],
  ["attention output per head", `${layer}.self_attn`, "headOutput"],
  ["concatenated output", `${layer}.self_attn`, "concatenated"],
  ["feed-forward input", layer, "feedForwardInput"],
  ["feed-forward output", layer, "feedForwardOutput"],
  ["encoder output", encoder, "output"],
  ["target embedding", "", "targetEmbedding"],
  ["decoder output", decoder, "output"],
  ["final probabilities", "", "probabilities"],
];
for (const [i, [name, module, role]] of tensors.entries()) {
  const { axes, shape } = seen.get(module, role);
  const symbols = `[${axes.join(", ")}]`;
  console.log(
    `${String(i + 1).padStart(2)} ${name.padEnd(27)}${symbols.padEnd(24)}[${shape.join(", ")}]`,
  );
}

// k and v look like q; the decoder looks from its Mt tokens at the encoder's M.
for (const role of ["k", "v"])
  assert.deepEqual(seen.get(`${layer}.self_attn`, role).shape, [2, 2, 5, 4]);
const { axes, shape } = seen.get(`${decoder}.layers.0.multihead_attn`, "scores");
console.log(`   scores from target to source [${axes.join(", ")}] [${shape.join(", ")}]`);

// The probabilities of each of the 2 x 4 places add up to one.
const sums = seen.get("", "probabilities").tensor.sum([-1]).dataSync();
assert.ok(sums.every((sum) => Math.abs(sum - 1) < 1e-5));
