import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { nn } from "../library.mjs";
import { exactly } from "./exactly.mjs";
import { findFile, readTextFile } from "./files.mjs";

/** How much longer or shorter a corpus may be encoded where the reference depends on the order of a hash table. */
const tolerance = 0.01;

const types = { BPE: "bpe", WordPiece: "wordpiece", Unigram: "unigram", WordLevel: "word" };

/** Trains as the stored tokenizer was trained, as far as it says, and compares what was learned. */
export async function runTrained({ json, encodings, name }, directory) {
  const { model } = json;
  const type = types[model.type];
  if (type === undefined) throw new Error(`a model of the type ${model.type} is not understood`);
  const corpus = corpusOf(directory, /-\d+-(.+)$/.exec(name)?.[1] ?? name);
  const size = Array.isArray(model.vocab) ? model.vocab.length : Object.keys(model.vocab).length;
  const trained = await nn.trainTokenizer(type, [corpus], {
    vocabSize: size,
    specialTokens: json.added_tokens.map(({ content }) => content),
    unknownToken: unknownOf(model),
    continuingSubwordPrefix: model.continuing_subword_prefix ?? undefined,
    endOfWordSuffix: model.end_of_word_suffix ?? undefined,
    normalizer: json.normalizer,
    preTokenizer: json.pre_tokenizer,
    postProcessor: json.post_processor,
    decoder: json.decoder,
  });
  const ours = trained.toJSON();
  const learnsInOrder = type === "bpe" && !dependsOnHashes(model);
  if (learnsInOrder) {
    exactly("merges", ours.model.merges.map(pair), model.merges.map(pair));
    exactly("vocabulary", byId(ours.model.vocab), byId(model.vocab));
  }
  const same = encodings.every(
    ({ text, tokens }) => trained.encoding(text).tokens.join("\0") === tokens.join("\0"),
  );
  if (same && type !== "wordpiece") return;
  if (learnsInOrder)
    for (const { text, tokens } of encodings)
      exactly("tokens", [...trained.encoding(text).tokens], tokens);
  const reference = new nn.PretrainedTokenizer(json);
  const [length, expected] = [trained, reference].map((one) => one.encode(corpus).length);
  if (Math.abs(length / expected - 1) > tolerance)
    throw new Error(
      `the corpus is ${length} tokens long, expected ${expected} within ${tolerance}`,
    );
}

/** Symbols that have a prefix or a suffix get their ids in the order of the words' hash table, which no two runs share. */
const dependsOnHashes = ({ continuing_subword_prefix: prefix, end_of_word_suffix: suffix }) =>
  Boolean(prefix || suffix);

const pair = (merge) => (Array.isArray(merge) ? merge.join(" ") : merge);
const byId = (vocab) => Object.keys(vocab).sort((a, b) => vocab[a] - vocab[b]);

function unknownOf({ unk_token: token, unk_id: id, vocab }) {
  if (typeof token === "string") return token;
  return typeof id === "number" ? vocab[id][0] : undefined;
}

/** The text of a corpus by a part of its folder's name, in shared/data. */
function corpusOf(directory, name) {
  const data = findFile(directory, "shared/data");
  for (const folder of readdirSync(data)) {
    if (!folder.includes(name)) continue;
    for (const file of ["input.txt", ...readdirSync(join(data, folder))])
      if (file.endsWith(".txt") && file !== "SOURCE.txt" && existsSync(join(data, folder, file)))
        return readTextFile(join(data, folder, file));
  }
  throw new Error(`there is no corpus ${name} in ${data}`);
}
