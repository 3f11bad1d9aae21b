import { CharacterTokenizer, Gpt, type Tokenizer } from "@qkv/nn";
import { gptConfig } from "@qkv/nn/models";
import { CommandError } from "../failures/command-error.ts";
import type { DataRecord, GptModelConfig } from "../model-directory/model-config.ts";
import { readTokenizer } from "../model-directory/read-tokenizer.ts";
import { newSettings, resumedSettings } from "../settings/resolve-settings.ts";
import { gptTaskSettings } from "../settings/task-settings.ts";
import { type GptSettings, modelOptions } from "../settings/training-settings.ts";
import { formatAmount, formatCount } from "../terminal/format-number.ts";
import { loadText } from "../text-source/load-text.ts";
import { buildTrainer, type TokenBatch } from "./build-trainer.ts";
import { HeldOutLoss } from "./held-out-loss.ts";
import { requireSameShape, requireSameText, trainingOf } from "./resumed-task.ts";
import { sampleText } from "./sample-text.ts";
import { splitText, type TextSplit } from "./text-split.ts";
import type { PreparedTask, TaskKind } from "./training-task.ts";

/** Going on with a text, character by character. */
export const gptTask: TaskKind<TokenBatch> = {
  async begin(source, options, load) {
    const settings = newSettings(gptTaskSettings, options);
    const { text, ...data } = await loadText(source, load);
    const tokenizer = CharacterTokenizer.train(text);
    const split = splitText(text, tokenizer, settings.context);
    const model = gptConfig(modelOptions(settings, tokenizer.vocabSize));
    const config: GptModelConfig = { task: "gpt", model, training: { settings, data } };
    return prepared({ config, settings, data, tokenizer, split });
  },

  async resume(stored, { path, directory }, options, load) {
    if (stored.task !== "gpt") throw new CommandError(`${path} is not of a GPT`);
    const training = trainingOf(stored.training, directory);
    const settings = resumedSettings(gptTaskSettings, training.settings, options, path);
    const described = gptConfig(modelOptions(settings, stored.model.vocabSize));
    requireSameShape(stored.model, described, directory);
    const { text, ...data } = await loadText(options.data ?? training.data.source, load);
    requireSameText(data, training.data, path);
    const tokenizer = await readTokenizer(directory, stored.model);
    const split = splitText(text, tokenizer, settings.context);
    const config: GptModelConfig = { ...stored, training: { settings, data } };
    return prepared({ config, settings, data, tokenizer, split });
  },
};

interface Parts {
  readonly config: GptModelConfig;
  readonly settings: GptSettings;
  readonly data: DataRecord;
  readonly tokenizer: Tokenizer;
  readonly split: TextSplit;
}

function prepared({ config, settings, data, tokenizer, split }: Parts): PreparedTask<TokenBatch> {
  const { layers, heads, dModel, context, batch, gradAccum } = settings;
  return {
    ...{ config, settings, data, tokenizer },
    description: [
      [
        "text",
        `${data.source}: ${formatCount(split.training.length)} characters to train on, ` +
          `${formatCount(split.validation.length)} held out, ${config.model.vocabSize} different ones`,
      ],
      [
        "model",
        `${formatAmount(layers, "layer")}, ${formatAmount(heads, "head")}, width ${dModel}, context ${context}`,
      ],
      ["batch", `${formatCount(batch * context * gradAccum)} tokens a step`],
    ],
    firstTry: "--max-new-tokens 500",
    start({ signal, loss }) {
      const model = new Gpt(config.model);
      const heldOut = new HeldOutLoss(model, split, settings, signal);
      const validationLoss = (): Promise<number> => loss(heldOut, trainer.step);
      const trainer = buildTrainer({ model, tokens: split.training, settings, validationLoss });
      return {
        trainer,
        heldOut,
        figures: () => heldOut.figures(),
        sample: (seed, stop) =>
          sampleText(model, tokenizer, { seed, characters: 200, signal: stop }),
        async finalSamples(stop) {
          const samples = [];
          for (const [i, seed] of [settings.seed, settings.seed + 1].entries()) {
            const options = { seed: seed >>> 0, characters: 300, signal: stop };
            const text = await sampleText(model, tokenizer, options);
            samples.push({ title: `Sample ${i + 1}`, text });
          }
          return samples;
        },
      };
    },
  };
}
