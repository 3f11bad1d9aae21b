import { tensor } from "../../device/create-tensor.ts";
import { type GenerateOptions, generateStream } from "../../generation/generate.ts";
import type { DecoderDescription } from "../../model-folder/model-description.ts";
import type { Decoder } from "../../models/roles.ts";
import { Generator } from "../../random/generator.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { HostTensor } from "../../weights/host-tensor.ts";
import {
  captured,
  flopsPerToken,
  type Inspection,
  parametersOf,
  tensorRows,
} from "../inspect-model.ts";
import { type ModelParts, OpenedModel } from "../opened-model.ts";
import { mostTokens, randomIds, rowsOfStep } from "../random-ids.ts";
import type {
  AdmittedText,
  Evaluation,
  RecipeModel,
  SpeedLimits,
  TextGeneration,
  UnknownTreatment,
} from "../recipe-model.ts";
import type { TrainingSettings } from "../settings.ts";
import { RecipeError } from "../settings-error.ts";
import { TrainingSteps } from "../training-steps.ts";
import { admitText } from "./admit-text.ts";
import { defaultPrompt } from "./sample-text.ts";
import { scoreText } from "./score-text.ts";
import { predictedText, tokensOf } from "./split-text.ts";
import { textOptimizer } from "./text-optimizer.ts";
import { timeText } from "./time-text.ts";

/** A decoder that goes on with texts. */
export class TextModel
  extends OpenedModel<Decoder, DecoderDescription, TrainingSettings>
  implements RecipeModel
{
  readonly recipe: string;
  readonly modelName = "GPT";
  readonly trainedOn = "the first nine tenths of this very text";

  constructor(parts: ModelParts<Decoder, DecoderDescription, TrainingSettings>, recipe = "gpt") {
    super(parts);
    this.recipe = recipe;
  }

  get shape(): string {
    const { decoderLayers, dModel, contextLength } = this.model;
    return `${[...decoderLayers].length} layers, width ${dModel}, context ${contextLength}`;
  }

  get generation(): TextGeneration {
    const { model } = this;
    const { tokenizer, config } = this.description;
    return {
      ...{ continuesPrompt: true, samples: true, defaultMaxNewTokens: 500 },
      defaultPrompt: defaultPrompt(tokenizer),
      tokenizer,
      stream(prompt, options) {
        tokenizer.encode(prompt); // throws for a prompt that it has no tokens for
        return generateStream(model, tokenizer, prompt, { ...endsOf(config), ...options });
      },
    };
  }

  readonly usualTreatment = undefined;

  admitPrompt(prompt: string, treatment: UnknownTreatment): AdmittedText {
    return admitText(prompt, this.description.tokenizer, treatment);
  }

  admitData(text: string, treatment: UnknownTreatment): AdmittedText {
    return this.admitPrompt(text, treatment);
  }

  evaluation(text: string, name: string): Evaluation {
    const { tokenizer } = this.description;
    const ids = tokenizer.encode(text, { addSpecialTokens: false });
    if (ids.length < 2)
      throw new RecipeError(`${name} has ${tokensOf(ids.length, tokenizer)}, expected at least 2`);
    const predicted = predictedText(ids, tokenizer);
    const { contextLength } = this.model;
    const score: Evaluation["score"] = (options = {}) =>
      scoreText(this.model, ids, predicted, { contextLength, ...options });
    return { score, loss: async (options) => (await score(options)).loss };
  }

  async inspect(prompt?: string): Promise<Inspection> {
    const { model } = this;
    const { config, tokenizer } = this.description;
    const { contextLength } = model;
    const pass = (ids: Int32Array) => () => model.forward(tensor(ids, { shape: [1, ids.length] }));
    const inspection = {
      ...{ config, ...parametersOf(model), memory: this.size.memory },
      flopsPerToken: flopsPerToken(pass(new Int32Array(contextLength)), contextLength),
    };
    if (prompt === undefined) return inspection;
    const ids = tokenizer.encode(prompt);
    using tensors = captured(model, pass(ids.slice(-contextLength)));
    const promptTokens = ids.length;
    return {
      ...{ ...inspection, tensors: tensorRows(tensors) },
      ...(promptTokens > contextLength ? { cut: { promptTokens, contextLength } } : {}),
    };
  }

  inputsOf(text: string, name: string): readonly HostTensor[] {
    const { tokenizer } = this.description;
    const ids = tokenizer.encode(text);
    if (ids.length === 0) throw new RecipeError(`${name} is empty, expected at least 1 token`);
    const tokens = Math.min(ids.length, this.model.contextLength, mostTokens);
    const rows = Math.min(2, Math.floor(ids.length / tokens));
    return [{ dtype: "int32", shape: [rows, tokens], values: ids.slice(0, rows * tokens) }];
  }

  checkInputs(): readonly HostTensor[] {
    return this.#randomInputs(2, Math.min(this.model.contextLength, mostTokens));
  }

  stepInputs(sequences: number): readonly HostTensor[] {
    const { contextLength } = this.model;
    const rows = rowsOfStep(sequences, contextLength, this.size.parameters);
    return this.#randomInputs(rows, contextLength);
  }

  trainingSteps(): TrainingSteps {
    const { model, settings } = this;
    return new TrainingSteps({
      ...{ model, settings, optimizer: textOptimizer(model, settings) },
      inputs: this.#randomInputs(settings.batch, model.contextLength),
      forward: ([ids]: readonly Tensor[]) => model.forward(ids!),
    });
  }

  tokensPerSecond(limits: SpeedLimits): Promise<number> {
    return timeText(this.model, this.description.tokenizer, limits);
  }

  #randomInputs(rows: number, tokens: number): readonly HostTensor[] {
    return [randomIds(new Generator(1), [rows, tokens], this.model.vocabSize)];
  }
}

/** What ends a text, as a published model's config.json says; those that are trained here go on. */
function endsOf(config: object): Pick<GenerateOptions, "eosTokenId"> {
  const { eos_token_id: ends } = config as { readonly eos_token_id?: number | number[] | null };
  return ends === undefined || ends === null ? {} : { eosTokenId: ends };
}
