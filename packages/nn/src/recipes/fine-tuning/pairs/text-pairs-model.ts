import { type GenerateOptions, generateStream } from "../../../generation/generate.ts";
import type { TextPairsDescription } from "../../../model-folder/model-description.ts";
import type { ConditionalGenerator, EncoderDecoder } from "../../../models/roles.ts";
import { Generator } from "../../../random/generator.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import type { HostTensor } from "../../../weights/host-tensor.ts";
import { mostTokens, randomIds } from "../../random-ids.ts";
import type { Evaluation, RecipeModel, SpeedLimits, TextGeneration } from "../../recipe-model.ts";
import { TrainingSteps } from "../../training-steps.ts";
import { vocabularyOf } from "../base-model.ts";
import { plainText } from "../encode-within.ts";
import { FineTunedModel, paddedRows } from "../fine-tuned-model.ts";
import { encodePairs } from "./encode-pairs.ts";
import { lossOfPairs, type PairWriter, scoreTextPairs } from "./score-text-pairs.ts";
import { targetIds } from "./target-ids.ts";

const batchSize = 8;
/** A published encoder-decoder, which turns texts into others. */
export class TextPairsModel
  extends FineTunedModel<EncoderDecoder & ConditionalGenerator, TextPairsDescription>
  implements RecipeModel
{
  readonly modelName = "encoder-decoder";
  readonly trainedOn = "nine tenths of these very pairs";

  get shape(): string {
    const { encoderLayers = [], decoderLayers } = this.model;
    return `${[...encoderLayers].length} + ${[...decoderLayers].length} layers`;
  }

  get generation(): TextGeneration {
    return {
      ...{ continuesPrompt: false, samples: true, defaultPrompt: undefined },
      defaultMaxNewTokens: this.most,
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

  evaluation(text: string, name: string): Evaluation {
    const read = { text, name, columns: this.columns, most: this.most };
    const { pairs } = encodePairs(this.model, this.description, read);
    return {
      score: async (options) => (await scoreTextPairs(this.#writer, pairs, options)).score,
      loss: async (options) => (await lossOfPairs(this.#writer, pairs, options)).loss,
    };
  }

  protected pass(ids: Tensor): Tensor {
    return this.model.forward(ids, ids);
  }

  protected promptIds(prompt: string): ArrayLike<number> {
    return this.description.tokenizer.encode(prompt);
  }

  inputsOf(text: string, name: string): readonly HostTensor[] {
    const read = { text, name, columns: this.columns, most: mostTokens };
    const { pairs, ids } = encodePairs(this.model, this.description, read);
    const some = pairs.slice(0, 4);
    return [
      paddedRows(
        some.map(({ source }) => source),
        ids.paddingIdx,
      ),
      paddedRows(
        some.map(({ target }) => [ids.beginIdx, ...target]),
        ids.paddingIdx,
      ),
    ];
  }

  trainingSteps(): TrainingSteps {
    const { model, settings } = this;
    return new TrainingSteps({
      ...{ model, settings, inputs: this.randomInputs(settings.batch) },
      forward: ([source, target]: readonly Tensor[]) => model.forward(source!, target!),
    });
  }

  /** Of outputs that do not end before. */
  async tokensPerSecond({ signal, milliseconds, onToken }: SpeedLimits): Promise<number> {
    const { model, ids } = this.#writer;
    const began = performance.now();
    let tokens = 0;
    const options = { decoderStartTokenId: ids.beginIdx, maxNewTokens: this.most, signal };
    const [source] = this.randomInputs(1);
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
    return { model, tokenizer: description.tokenizer, ids, batchSize, most: this.most };
  }

  protected randomInputs(rows: number): readonly HostTensor[] {
    const generator = new Generator(1);
    const shape = [rows, this.trialTokens] as const;
    const size = vocabularyOf(this.model);
    return [0, 1].map(() => randomIds(generator, shape, size));
  }
}

/** Whether options say how tokens are drawn; else the likeliest is written. */
const draws = ({ temperature, topK, topP, minP, doSample }: GenerateOptions): boolean =>
  [temperature, topK, topP, minP, doSample].some((one) => one !== undefined);
