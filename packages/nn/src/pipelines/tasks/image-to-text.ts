import { generate } from "../../generation/generate.ts";
import type { GenerateIdsOptions } from "../../generation/generate-ids-options.ts";
import { generationOptions } from "../../generation/generation-config.ts";
import type { Transcriber } from "../../models/roles.ts";
import { imageProcessor } from "../../preprocessing/images/image-processor.ts";
import { stacked } from "../forward-inputs.ts";
import { generationFields, generationFlags } from "../generating/generation-fields.ts";
import { generationSettings } from "../generating/generation-settings.ts";
import { type PictureInput, pictureOf } from "../pictures/picture-input.ts";
import { preprocessorConfigOf } from "../preprocessor-config.ts";
import { defineTask } from "../task.ts";
import type { TaskModel } from "../task-model.ts";
import { tokenizerOf } from "../texts/text-input.ts";

const name = "image-to-text";

/** A text about a picture. */
export interface PictureText {
  readonly generated_text: string;
}

const processorOf = (model: TaskModel) =>
  imageProcessor(preprocessorConfigOf(name, model, "image_processor"));

/** What a picture shows, or says, in words: [{ generated_text }]. */
export const imageToText = defineTask({
  name,
  description: "What a picture shows, or says, in words",
  inputKind: "image",
  fields: generationFields,
  flags: generationFlags,
  readNames: generationOptions,
  fits: /^VisionEncoderDecoderModel$/,
  expect(model) {
    processorOf(model);
    tokenizerOf(name, model);
  },
  async run(model, inputs: readonly PictureInput[], settings): Promise<readonly PictureText[][]> {
    const tokenizer = tokenizerOf(name, model);
    const processor = processorOf(model);
    const pictures = [];
    for (const input of inputs) pictures.push(await pictureOf(name, input, model, settings.signal));
    const seer = model.model as Transcriber;
    const seen = stacked(
      pictures.map((picture) => processor.process([picture])),
      seer,
    );
    try {
      const options = { ...optionsOf(model, settings), tokenizer };
      const { signal } = settings;
      const { sequences, lengths } = await generate(
        ...([seer, { inputs: seen }, { ...options, ...(signal ? { signal } : {}) }] as const),
      );
      const texts = sequences.map((ids, i) =>
        tokenizer.decode(ids.slice(0, lengths[i]), { skipSpecialTokens: true }),
      );
      const each = texts.length / inputs.length;
      return inputs.map((_, i) =>
        texts.slice(i * each, (i + 1) * each).map((text) => ({ generated_text: text })),
      );
    } finally {
      for (const one of Object.values(seen)) one?.dispose();
    }
  },
});

/** Where nobody says how long, as long as the decoder has places for. */
function optionsOf(model: TaskModel, settings: object): GenerateIdsOptions {
  const options = generationSettings(model, settings, { task: name });
  const { n_positions: positions, max_position_embeddings: places = positions } = Object(
    model.config.decoder,
  ) as Readonly<Record<string, unknown>>;
  const { maxNewTokens, maxLength } = options;
  if (maxLength !== undefined || maxNewTokens === undefined || typeof places !== "number")
    return options;
  return { ...options, maxNewTokens: Math.min(maxNewTokens, places - 1) };
}
