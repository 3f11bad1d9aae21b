import { Generator, type HostTensor } from "@qkv/nn";
import { CommandError } from "../failures/command-error.ts";
import type { ModelConfig } from "../model-directory/model-config.ts";
import type { LoadedModel } from "../model-directory/read-model.ts";
import { parsePairs } from "../pair-source/parse-pairs.ts";
import { beginId, paddingId } from "../pair-source/symbol-vocabulary.ts";
import type { LoadedText } from "../text-source/load-text.ts";

/** Longer sequences show no more of a model's kernels. */
const mostTokens = 64;

/** Token ids that a model takes, the same every time: [rows, tokens], for an encoder-decoder sources and targets. */
export function randomInputs(
  config: ModelConfig,
  rows: number,
  tokens = config.task === "gpt"
    ? config.model.contextLength
    : Math.min(config.longestTarget, mostTokens),
): readonly HostTensor[] {
  const generator = new Generator(1);
  const ids = (from: number, vocabSize: number): HostTensor => ({
    dtype: "int32",
    shape: [rows, tokens],
    values: generator.integers(rows * tokens, vocabSize - from).map((id) => from + id),
  });
  if (config.task === "gpt") return [ids(0, config.model.vocabSize)];
  const { sourceVocabSize, targetVocabSize } = config.model;
  return [ids(paddingId + 1, sourceVocabSize), ids(paddingId + 1, targetVocabSize)];
}

/** A few short sequences for a check. */
export const checkInputs = (config: ModelConfig): readonly HostTensor[] =>
  config.task === "gpt"
    ? randomInputs(config, 2, Math.min(config.model.contextLength, mostTokens))
    : randomInputs(config, 2);

/** The beginning of a text, as a model takes it. */
export function textInputs(
  loaded: LoadedModel,
  { text, source }: LoadedText,
): readonly HostTensor[] {
  if (loaded.task === "gpt") {
    const ids = loaded.tokenizer.encode(text);
    if (ids.length === 0) throw new CommandError(`${source} is empty, expected at least 1 token`);
    const tokens = Math.min(ids.length, loaded.model.config.contextLength, mostTokens);
    const rows = Math.min(2, Math.floor(ids.length / tokens));
    return [{ dtype: "int32", shape: [rows, tokens], values: ids.slice(0, rows * tokens) }];
  }
  const { vocabularies } = loaded;
  const pairs = parsePairs(text, vocabularies.separator, source)
    .slice(0, 4)
    .map((pair) => vocabularies.encode(pair));
  return [
    padded(pairs.map((pair) => pair.source)),
    padded(pairs.map((pair) => [beginId, ...pair.target])),
  ];
}

function padded(rows: readonly (readonly number[])[]): HostTensor {
  const length = Math.max(...rows.map((row) => row.length));
  const values = new Int32Array(rows.length * length).fill(paddingId);
  for (const [i, row] of rows.entries()) values.set(row, i * length);
  return { dtype: "int32", shape: [rows.length, length], values };
}
