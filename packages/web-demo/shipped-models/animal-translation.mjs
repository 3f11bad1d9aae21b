import { crossEntropy, manualSeed, tensor } from "@qkv/nn";
import { generateIds } from "@qkv/nn/generation";
import { modelFromConfig } from "@qkv/nn/models";
import { animalSentences } from "./animal-sentences.mjs";
import { trainModel } from "./train-model.mjs";
import { wordTokenizer } from "./word-tokenizer.mjs";

const special = ["<pad>", "</s>", "<unk>"];
const [padding, end] = [0, 1];
const ignored = -100;

/** A small Marian, the transformer of "Attention is all you need", that translates sentences about animals into German. */
export async function animalTranslation({ steps = 6000, seed = 3 } = {}) {
  const { train, test, choose } = await animalSentences({ train: 40_000, test: 500, seed });
  const { tokenizer, vocab } = wordTokenizer(
    train.flatMap(({ en, de }) => [en, capital(en), capital(de)]),
    { special, unknown: "<unk>", frame: ["$A", "</s>"] },
  );
  manualSeed(seed);
  const config = {
    ...{ architectures: ["MarianMTModel"], model_type: "marian", activation_function: "relu" },
    ...{ vocab_size: Object.keys(vocab).length, d_model: 64, max_position_embeddings: 64 },
    ...{ encoder_layers: 2, encoder_attention_heads: 4, encoder_ffn_dim: 256 },
    ...{ decoder_layers: 2, decoder_attention_heads: 4, decoder_ffn_dim: 256 },
    ...{ dropout: 0.05, attention_dropout: 0, activation_dropout: 0, scale_embedding: true },
    ...{ pad_token_id: padding, eos_token_id: end, decoder_start_token_id: padding },
    ...{ forced_eos_token_id: null, bos_token_id: null, is_encoder_decoder: true },
    ...{ share_encoder_decoder_embeddings: true, tie_word_embeddings: true },
  };
  const model = modelFromConfig(config);
  const encode = (sentence) => [...tokenizer.encode(sentence)];
  const pairs = train.map(({ en, de }) => ({
    sources: [encode(en), encode(capital(en))],
    target: encode(capital(de)),
  }));
  const next = () =>
    batchOf(
      Array.from({ length: 64 }, () => {
        const { sources, target } = pairs[choose(pairs.length)];
        return { source: sources[choose(2)], target };
      }),
    );
  const loss = ({ inputs, targets }) => crossEntropy(model.forwardNamed(inputs).logits, targets);
  const seconds = await trainModel({
    ...{ name: "animal-translation", model, next, loss },
    ...{ steps, lr: 2e-3, weightDecay: 0.01 },
  });
  return {
    ...{ model, tokenizer, config, seconds },
    figures: { "sentences translated without a fault, held out": await faultless() },
  };

  async function faultless() {
    const { source, mask } = padded(test.map(({ en }) => encode(en)));
    const answers = await generateIds(
      model,
      { inputs: { input_ids: source, attention_mask: mask } },
      { maxNewTokens: 30, eosTokenId: end, padTokenId: padding, decoderStartTokenId: padding },
    );
    const right = test.filter(({ de }, i) => {
      const answer = [...answers[i]].filter((id) => id !== padding && id !== end);
      return answer.join() === encode(capital(de)).slice(0, -1).join();
    });
    return `${((100 * right.length) / test.length).toFixed(1)} %`;
  }
}

const capital = (sentence) => sentence[0].toUpperCase() + sentence.slice(1);

/** Each target predicted from the one before it; the first from the padding, as Marian begins. */
function batchOf(pairs) {
  const { source, mask } = padded(pairs.map((pair) => pair.source));
  const shifted = padded(pairs.map(({ target }) => [padding, ...target.slice(0, -1)]));
  const targets = padded(
    pairs.map(({ target }) => target),
    ignored,
  );
  return {
    inputs: { input_ids: source, attention_mask: mask, decoder_input_ids: shifted.source },
    targets: targets.source,
  };
}

/** [rows, width] of ids, and which of them are tokens. */
function padded(sequences, filling = padding) {
  const width = Math.max(...sequences.map((ids) => ids.length));
  const shape = [sequences.length, width];
  const ids = new Int32Array(sequences.length * width).fill(filling);
  const mask = new Int32Array(ids.length);
  for (const [row, sequence] of sequences.entries()) {
    ids.set(sequence, row * width);
    mask.fill(1, row * width, row * width + sequence.length);
  }
  return { source: tensor(ids, { shape }), mask: tensor(mask, { shape }) };
}
