import { tensor } from "../../../device/create-tensor.ts";
import { type GenerateOptions, generateStream } from "../../../generation/generate.ts";
import type { TextPairsDescription } from "../../../model-folder/model-description.ts";
import type { ConditionalGenerator, EncoderDecoder } from "../../../models/roles.ts";
import { Generator } from "../../../random/generator.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import type { HostTensor } from "../../../weights/host-tensor.ts";
import {
  captured,
  flopsPerToken,
  type Inspection,
  parametersOf,
  tensorRows,
} from "../../inspect-model.ts";
import { OpenedModel } from "../../opened-model.ts";
import { mostTokens, randomIds, rowsOfStep } from "../../random-ids.ts";
import type {
  AdmittedText,
  Evaluation,
  RecipeModel,
  SpeedLimits,
  TextGeneration,
  UnknownTreatment,
} from "../../recipe-model.ts";
import type { TrainingSettings } from "../../settings.ts";
import { admitText } from "../../text/admit-text.ts";
import { TrainingSteps } from "../../training-steps.ts";
import { vocabularyOf } from "../base-model.ts";
import { plainText } from "../encode-within.ts";
import { fineTuningTable } from "../fine-tuning-settings.ts";
import { encodePairs } from "./encode-pairs.ts";
import { lossOfPairs, type PairWriter, scoreTextPairs } from "./score-text-pairs.ts";
import { targetIds } from "./target-ids.ts";

const batchSize = 8;
/** Of a source, and of what is written, at most, where settings do not say it. */
const usualTokens = 128;

type TextPairsSettings = TrainingSettings & {
  readonly context?: number;
  readonly columns?: readonly string[];
};

/** A published encoder-decoder, which turns texts into others. */
export class TextPairsModel
  extends OpenedModel<
    EncoderDecoder & ConditionalGenerator,
    TextPairsDescription,
    TextPairsSettings
  >
  implements RecipeModel
{
  readonly recipe = fineTuningTable.recipe;
  readonly modelName = "encoder-decoder";
  readonly trainedOn = "nine tenths of these very pairs";
  readonly usualTreatment = undefined;

  get shape(): string {
    const { encoderLayers = [], decoderLayers } = this.model;
    return `${[...encoderLayers].length} + ${[...decoderLayers].length} layers`;
  }

  get generation(): TextGeneration {
    return {
      ...{ continuesPrompt: false, samples: true, defaultPrompt: undefined },
      defaultMaxNewTokens: this.#most,
      stream: (prompt, options) => {
        const { model, tokenizer, ids } = this.#writer;
        const written = {
          encode: (text: string) => tokenizer.encode(text),
          decode: (some: ArrayLike<number>) => plainText(tokenizer, Array.from(some)),
          vocabSize: tokenizer.vocabSize,
          toJSON: () => tokenizer.toJSON(),
        };
        return generateStream(model, written, prompt, {
          ...{ decoderStartTokenId: ids.beginIdx, eosTokenId: ids.overIdx },
          ...(draws(options) ? {} : { temperature: 0 }),
          ...options,
        });
      },
    };
  }

  admitPrompt(prompt: string, treatment: UnknownTreatment): AdmittedText {
    return admitText(prompt, this.description.tokenizer, treatment);
  }

  admitData(text: string, treatment: UnknownTreatment): AdmittedText {
    return this.admitPrompt(text, treatment);
  }

  evaluation(text: string, name: string): Evaluation {
    const { columns = [] } = this.settings;
    const read = { text, name, columns, most: this.#most };
    const { pairs } = encodePairs(this.model, this.description, read);
    return {
      score: async (options) => (await scoreTextPairs(this.#writer, pairs, options)).score,
      loss: async (options) => (await lossOfPairs(this.#writer, pairs, options)).loss,
    };
  }

  async inspect(prompt?: string): Promise<Inspection> {
    const { model, description } = this;
    const ids = (row: ArrayLike<number>): Tensor =>
      tensor(Int32Array.from(row), { shape: [1, row.length] });
    const pass = (source: ArrayLike<number>) => () => model.forward(ids(source), ids(source));
    const full = new Int32Array(this.#tokens).fill(1);
    const inspection = {
      ...{ config: description.config, ...parametersOf(model), memory: this.size.memory },
      flopsPerToken: flopsPerToken(pass(full), this.#tokens),
    };
    if (prompt === undefined) return inspection;
    using tensors = captured(model, pass(description.tokenizer.encode(prompt)));
    return { ...inspection, tensors: tensorRows(tensors) };
  }

  inputsOf(text: string, name: string): readonly HostTensor[] {
    const { columns = [] } = this.settings;
    const read = { text, name, columns, most: mostTokens };
    const { pairs, ids } = encodePairs(this.model, this.description, read);
    const some = pairs.slice(0, 4);
    const padded = (rows: readonly (readonly number[])[]): HostTensor => {
      const length = Math.max(...rows.map((row) => row.length));
      const values = new Int32Array(rows.length * length).fill(ids.paddingIdx);
      for (const [i, row] of rows.entries()) values.set(row, i * length);
      return { dtype: "int32", shape: [rows.length, length], values };
    };
    return [
      padded(some.map(({ source }) => source)),
      padded(some.map(({ target }) => [ids.beginIdx, ...target])),
    ];
  }

  checkInputs(): readonly HostTensor[] {
    return this.#randomInputs(2);
  }

  stepInputs(sequences: number): readonly HostTensor[] {
    return this.#randomInputs(rowsOfStep(sequences, 2 * this.#tokens, this.size.parameters));
  }

  trainingSteps(): TrainingSteps {
    const { model, settings } = this;
    return new TrainingSteps({
      ...{ model, settings, inputs: this.#randomInputs(settings.batch) },
      forward: ([source, target]: readonly Tensor[]) => model.forward(source!, target!),
    });
  }

  /** Of outputs that do not end before. */
  async tokensPerSecond({ signal, milliseconds, onToken }: SpeedLimits): Promise<number> {
    const { model, ids } = this.#writer;
    const began = performance.now();
    let tokens = 0;
    const options = { decoderStartTokenId: ids.beginIdx, maxNewTokens: this.#most, signal };
    const [source] = this.#randomInputs(1);
    const prompts = { ids: [Array.from(source!.values)] };
    for await (const _ of generateStream(model, prompts, options)) {
      tokens++;
      onToken();
      if (performance.now() - began > milliseconds) break;
    }
    return (1000 * tokens) / (performance.now() - began);
  }

  get #writer(): PairWriter {
    const { model, description } = this;
    const ids = targetIds(model, description);
    return { model, tokenizer: description.tokenizer, ids, batchSize, most: this.#most };
  }

  get #most(): number {
    const { contextLength = usualTokens } = this.model;
    return Math.min(contextLength, this.settings.context ?? usualTokens);
  }

  get #tokens(): number {
    return Math.min(this.#most, mostTokens);
  }

  #randomInputs(rows: number): readonly HostTensor[] {
    const generator = new Generator(1);
    const shape = [rows, this.#tokens] as const;
    const size = vocabularyOf(this.model);
    return [0, 1].map(() => randomIds(generator, shape, size));
  }
}

/** Whether options say how tokens are drawn; else the likeliest is written. */
const draws = ({ temperature, topK, topP, minP, doSample }: GenerateOptions): boolean =>
  [temperature, topK, topP, minP, doSample].some((one) => one !== undefined);
