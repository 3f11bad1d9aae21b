import { crossEntropy, manualSeed, noGrad, scope, tensor } from "@qkv/nn";
import { modelFromConfig } from "@qkv/nn/models";
import { animalSentences } from "./animal-sentences.mjs";
import { trainModel } from "./train-model.mjs";
import { wordTokenizer } from "./word-tokenizer.mjs";

const special = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];
const ignored = -100;

/** A BERT that fills in words of sentences about animals and people. Devlin et al., arXiv:1810.04805: 15 % of the words. */
export async function animalFillIn({ steps = 4000, seed = 2 } = {}) {
  const { train, test, choose } = await animalSentences({ train: 30_000, test: 1000, seed });
  const { tokenizer, vocab } = wordTokenizer(
    train.map(({ en }) => en),
    { special, unknown: "[UNK]", frame: ["[CLS]", "$A", "[SEP]"], lowercase: true },
  );
  manualSeed(seed);
  const config = {
    ...{ architectures: ["BertForMaskedLM"], model_type: "bert", hidden_act: "gelu" },
    ...{ vocab_size: Object.keys(vocab).length, hidden_size: 64, num_hidden_layers: 2 },
    ...{ num_attention_heads: 4, intermediate_size: 256, max_position_embeddings: 32 },
    ...{ type_vocab_size: 2, pad_token_id: 0, tie_word_embeddings: true },
    ...{ hidden_dropout_prob: 0, attention_probs_dropout_prob: 0 },
  };
  const model = modelFromConfig(config);
  const ids = train.map(({ en }) => [...tokenizer.encode(en)]);
  const next = () =>
    maskedBatch(
      Array.from({ length: 64 }, () => ids[choose(ids.length)]),
      { vocab, choose },
    );
  const loss = ({ inputs, targets }) => crossEntropy(model.forwardNamed(inputs).logits, targets);
  const seconds = await trainModel({
    ...{ name: "animal-fill-in", model, next, loss },
    ...{ steps, lr: 2e-3, weightDecay: 0.01 },
  });
  const held = test.map(({ en }) => [...tokenizer.encode(en)]);
  return {
    ...{ model, tokenizer, config, seconds },
    figures: {
      "masked words guessed, held out": share(model, maskedBatch(held, { vocab, choose })),
    },
  };
}

/** Sentences with some words hidden: of 20, 3 are to be guessed; of those 80 % are masked, 10 % another word, 10 % as they are. */
function maskedBatch(sequences, { vocab, choose }) {
  const width = Math.max(...sequences.map((ids) => ids.length));
  const size = sequences.length * width;
  const [input, mask, target] = [0, 1, 2].map(() => new Int32Array(size));
  target.fill(ignored);
  for (const [row, ids] of sequences.entries()) {
    const certain = 1 + choose(ids.length - 2); // one at least
    for (const [i, id] of ids.entries()) {
      const at = row * width + i;
      [input[at], mask[at]] = [id, 1];
      if (i === 0 || i === ids.length - 1 || (i !== certain && choose(100) >= 15)) continue;
      target[at] = id;
      const kind = choose(10);
      if (kind < 8) input[at] = vocab["[MASK]"];
      else if (kind < 9)
        input[at] = special.length + choose(Object.keys(vocab).length - special.length);
    }
  }
  const ids = (values) => tensor(values, { shape: [sequences.length, width] });
  return {
    inputs: { input_ids: ids(input), attention_mask: ids(mask) },
    targets: ids(target),
  };
}

/** Of all words to be guessed, how many the model finds most likely. */
function share(model, { inputs, targets }) {
  const guessed = scope(() =>
    noGrad(() => model.forwardNamed(inputs).logits.argmax(-1)),
  ).dataSync();
  const wanted = targets.dataSync();
  const asked = [...wanted.keys()].filter((at) => wanted[at] !== ignored);
  const right = asked.filter((at) => guessed[at] === wanted[at]);
  return `${((100 * right.length) / asked.length).toFixed(1)} %`;
}
