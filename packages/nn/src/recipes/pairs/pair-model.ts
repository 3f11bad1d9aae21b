import { tensor } from "../../device/create-tensor.ts";
import { evaluateSequenceModel } from "../../evaluation/evaluate-sequence-model.ts";
import type { EncoderDecoderDescription } from "../../model-folder/model-description.ts";
import type { EncoderDecoder } from "../../models/roles.ts";
import { Generator } from "../../random/generator.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { beginId, paddingId } from "../../tokenizers/symbol-vocabulary.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import {
  captured,
  flopsPerToken,
  type Inspection,
  parametersOf,
  tensorRows,
} from "../inspect-model.ts";
import { OpenedModel } from "../opened-model.ts";
import { mostTokens, randomIds, rowsOfStep } from "../random-ids.ts";
import type {
  AdmittedText,
  Evaluation,
  RecipeModel,
  SpeedLimits,
  TextGeneration,
  UnknownTreatment,
} from "../recipe-model.ts";
import type { ScoringOptions } from "../score.ts";
import { TrainingSteps } from "../training-steps.ts";
import { admitPairs, admitPrompt } from "./admit-symbols.ts";
import { crossAttention } from "./cross-attention.ts";
import { decodeSource, decodeText, timeDecoding } from "./decode-source.ts";
import type { PairSettings } from "./pair-settings.ts";
import { reservedIds } from "./pair-trainer.ts";
import { parsePairs } from "./parse-pairs.ts";
import { scorePairs } from "./score-pairs.ts";

const batchSize = 64;

/** An encoder-decoder that turns sources into targets. */
export class PairModel
  extends OpenedModel<EncoderDecoder, EncoderDecoderDescription, PairSettings>
  implements RecipeModel
{
  readonly recipe = "seq2seq";
  readonly modelName = "encoder-decoder";
  readonly trainedOn = "nine tenths of these very pairs";

  get shape(): string {
    return `${[...this.model.decoderLayers].length} layers in the decoder`;
  }

  get generation(): TextGeneration {
    const { model, description } = this;
    return {
      ...{ continuesPrompt: false, samples: false, defaultPrompt: undefined },
      defaultMaxNewTokens: description.longestTarget,
      stream: (prompt, options) => decodeText(model, description, prompt, options),
    };
  }

  readonly usualTreatment = "replace";

  admitPrompt(prompt: string, treatment: UnknownTreatment): AdmittedText {
    const { vocabularies } = this.description;
    return { ...admitPrompt(prompt, vocabularies, treatment), ...this.#symbolWords() };
  }

  admitData(text: string, treatment: UnknownTreatment): AdmittedText {
    const { vocabularies } = this.description;
    return { ...admitPairs(text, vocabularies, treatment), ...this.#symbolWords() };
  }

  #symbolWords(): Pick<AdmittedText, "kind" | "form" | "symbols" | "standIn"> {
    const { separator, source, target } = this.description.vocabularies;
    return {
      kind: "symbols",
      form: separator === "" ? ", which are single characters" : ", which are separated by spaces",
      symbols: new Set([...source.symbols, ...target.symbols]).size,
      standIn: "<unknown>",
    };
  }

  evaluation(text: string, name: string): Evaluation {
    const { model } = this;
    const { vocabularies, longestTarget } = this.description;
    const pairs = parsePairs(text, vocabularies.separator, name);
    const options = { batchSize, maxLength: longestTarget };
    return {
      score: async (given: ScoringOptions = {}) =>
        (await scorePairs(model, vocabularies, pairs, { ...options, ...given })).score,
      async loss(given: ScoringOptions = {}) {
        const encoded = pairs.map((pair) => vocabularies.encode(pair));
        const score = { batchSize, ...reservedIds, ...given };
        return (await evaluateSequenceModel(model, encoded, score)).loss;
      },
    };
  }

  async inspect(prompt?: string): Promise<Inspection> {
    const { model, description } = this;
    const { config, vocabularies, longestTarget: tokens } = description;
    const ids = (row: ArrayLike<number>): Tensor =>
      tensor(Int32Array.from(row), { shape: [1, row.length] });
    const pass = (source: ArrayLike<number>, target: ArrayLike<number>) => () =>
      model.forward(ids(source), ids(target));
    const full = new Int32Array(tokens).fill(beginId);
    const inspection = {
      ...{ config, ...parametersOf(model), memory: this.size.memory },
      flopsPerToken: flopsPerToken(pass(full, full), tokens),
    };
    if (prompt === undefined) return inspection;
    const source = vocabularies.sourceSymbols(prompt);
    const target = await decodeSource(model, vocabularies.source.encode(source), tokens);
    const output = vocabularies.target.decode(target.ids);
    const forward = pass(vocabularies.source.encode(source), [beginId, ...target.ids]);
    using tensors = captured(model, forward);
    return {
      ...{ ...inspection, tensors: tensorRows(tensors) },
      crossAttention: await crossAttention(model, vocabularies, { source, output }),
    };
  }

  inputsOf(text: string, name: string): readonly HostTensor[] {
    const { vocabularies } = this.description;
    const pairs = parsePairs(text, vocabularies.separator, name)
      .slice(0, 4)
      .map((pair) => vocabularies.encode(pair));
    return [
      padded(pairs.map((pair) => pair.source)),
      padded(pairs.map((pair) => [beginId, ...pair.target])),
    ];
  }

  checkInputs(): readonly HostTensor[] {
    return this.#randomInputs(2);
  }

  stepInputs(sequences: number): readonly HostTensor[] {
    const tokens = 2 * this.#tokens; // of the source and of the target
    return this.#randomInputs(rowsOfStep(sequences, tokens, this.size.parameters));
  }

  trainingSteps(): TrainingSteps {
    const { model, settings } = this;
    return new TrainingSteps({
      ...{ model, settings, inputs: this.#randomInputs(settings.batch) },
      forward: ([source, target]: readonly Tensor[]) => model.forward(source!, target!),
    });
  }

  tokensPerSecond(limits: SpeedLimits): Promise<number> {
    return timeDecoding(this.model, this.#tokens, limits);
  }

  get #tokens(): number {
    return Math.min(this.description.longestTarget, mostTokens);
  }

  #randomInputs(rows: number): readonly HostTensor[] {
    const { sourceVocabSize, targetVocabSize } = this.model;
    const generator = new Generator(1);
    return [sourceVocabSize, targetVocabSize].map((size) =>
      randomIds(generator, [rows, this.#tokens], size, paddingId + 1),
    );
  }
}

function padded(rows: readonly (readonly number[])[]): HostTensor {
  const length = Math.max(...rows.map((row) => row.length));
  const values = new Int32Array(rows.length * length).fill(paddingId);
  for (const [i, row] of rows.entries()) values.set(row, i * length);
  return { dtype: "int32", shape: [rows.length, length], values };
}
