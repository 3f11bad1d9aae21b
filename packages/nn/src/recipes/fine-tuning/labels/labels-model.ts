import type { EncoderDescription } from "../../../model-folder/model-description.ts";
import type { Encoder } from "../../../models/roles.ts";
import { sum } from "../../../ops/sum.ts";
import { Generator } from "../../../random/generator.ts";
import type { Tensor } from "../../../tensor/tensor.ts";
import type { HostTensor } from "../../../weights/host-tensor.ts";
import { mostTokens, randomIds } from "../../random-ids.ts";
import type { Evaluation, RecipeModel, SpeedLimits, TextGeneration } from "../../recipe-model.ts";
import { RecipeError } from "../../settings-error.ts";
import { TrainingSteps } from "../../training-steps.ts";
import { vocabularyOf } from "../base-model.ts";
import { EncodeWithin } from "../encode-within.ts";
import { FineTunedModel, paddedRows } from "../fine-tuned-model.ts";
import { type Told, toldBy } from "./classes.ts";
import { encodeLabels, labelRows, toldText } from "./encode-labels.ts";
import { scoreLabels } from "./score-labels.ts";

const batchSize = 16;

/** What fills texts up to one length, by a config.json; masks hide it. */
export function paddingOf(config: object): number {
  const { pad_token_id: id } = config as { readonly pad_token_id?: number | null };
  return id ?? 0;
}

/** A published encoder that tells classes of texts, one of each or any number, or a number of each. */
export class LabelsModel
  extends FineTunedModel<Encoder, EncoderDescription>
  implements RecipeModel
{
  readonly modelName = "classifier";
  readonly trainedOn = "nine tenths of these very texts";

  get shape(): string {
    return `${[...this.model.encoderLayers].length} layers`;
  }

  /** What is told of a text: the name of its class, the names of any number with | between them, or a number. */
  get generation(): TextGeneration {
    return {
      ...{ continuesPrompt: false, samples: false, defaultPrompt: undefined },
      defaultMaxNewTokens: 1,
      stream: (prompt, { maxNewTokens: _, signal, ...foreign }) => {
        const [option] = Object.keys(foreign);
        if (option !== undefined)
          throw new RecipeError(
            (nameOf) => `${nameOf(option)} is for models that write, and this one tells classes`,
          );
        return this.#tell(prompt, signal);
      },
    };
  }

  async *#tell(
    text: string,
    signal: AbortSignal | undefined,
  ): ReturnType<TextGeneration["stream"]> {
    const ids = this.promptIds(text);
    if (ids.length === 0) throw new RecipeError("the text has no tokens");
    const scoring = { ...this.#scoring, ...(signal ? { signal } : {}) };
    const { told } = await scoreLabels([{ ids, labels: [0] }], scoring);
    const [found] = told as [readonly number[]];
    const own = this.#told;
    const answer = toldText(own, found, 4);
    const index = own.kind === "number" ? [0] : found;
    if (index.length > 0) yield { id: index[0]!, text: answer };
    return { text: answer, ids: [...index], finishReason: "stop" };
  }

  evaluation(text: string, name: string): Evaluation {
    const { texts } = this.#read(text, name, this.most);
    const score: Evaluation["score"] = async (options = {}) =>
      (await scoreLabels(texts, { ...this.#scoring, ...options })).score;
    return { score, loss: async (options) => (await score(options)).loss };
  }

  protected pass(ids: Tensor): Tensor {
    return this.model.forward(ids);
  }

  protected promptIds(prompt: string): readonly number[] {
    return new EncodeWithin(this.description.tokenizer, this.most).ids(prompt);
  }

  inputsOf(text: string, name: string): readonly HostTensor[] {
    const some = this.#read(text, name, mostTokens).texts.slice(0, 4);
    const rows = some.map(({ ids }) => ids);
    return [paddedRows(rows, paddingOf(this.description.config))];
  }

  trainingSteps(): TrainingSteps {
    const { model, settings } = this;
    return new TrainingSteps({
      ...{ model, settings, inputs: this.randomInputs(settings.batch) },
      forward: ([ids]: readonly Tensor[]) => model.forward(ids!),
      lossOf: sum,
    });
  }

  /** Tokens of texts that it reads. */
  async tokensPerSecond({ signal, milliseconds, onToken }: SpeedLimits): Promise<number> {
    const [{ values }] = this.randomInputs(1) as [HostTensor];
    const ids = Array.from(values);
    const began = performance.now();
    let tokens = 0;
    do {
      await scoreLabels([{ ids, labels: [0] }], { ...this.#scoring, signal });
      tokens += ids.length;
      onToken();
    } while (performance.now() - began < milliseconds);
    return (1000 * tokens) / (performance.now() - began);
  }

  #read(text: string, name: string, most: number) {
    const rows = labelRows(text, name, this.columns);
    const vocabSize = vocabularyOf(this.model);
    return encodeLabels(rows, this.description, this.#told, { name, most, vocabSize });
  }

  get #told(): Told {
    const { model, description } = this;
    const told = toldBy(model, description.config);
    if (told) return told;
    throw new RecipeError(
      "the model tells no classes of texts apart; qkv train --model DIR --data labels.csv gives it some",
    );
  }

  get #scoring() {
    const { model, description } = this;
    const paddingIdx = paddingOf(description.config);
    return { model, paddingIdx, told: this.#told, batchSize };
  }

  protected randomInputs(rows: number): readonly HostTensor[] {
    return [randomIds(new Generator(1), [rows, this.trialTokens], vocabularyOf(this.model), 1)];
  }
}
