import { defineOptions } from "../../options/define-options.ts";
import { encoderDecoderFamily } from "../encoder-decoder/encoder-decoder-family.ts";
import { endOf, targetIds } from "./bart-shape.ts";
import { withOwnNames } from "./config-aliases.ts";
import { configFields } from "./config-fields.ts";
import type { Family } from "./family.ts";
import { t5Aliases, t5Fields, t5Ignored, t5Model, t5Names, t5Others, t5Twins } from "./t5-shape.ts";

/** What tells a family of T5's shape from others. */
interface T5Family {
  readonly modelType: string;
  /** "T5" in the names of Hugging Face's classes. */
  readonly name: string;
  /** Other names of the class that generates. */
  readonly alsoCalled?: readonly string[];
  /** Fields with other defaults. */
  readonly fields?: Partial<typeof t5Fields>;
  /** `decoder_start_token_id` of a config.json without it. */
  readonly start: number | undefined;
  /** Whether what goes into a head that config.json calls tied is scaled, where no field says so. */
  readonly scaled: boolean;
}

const beside = { backbone: "" };
const under = { backbone: "transformer" };

/** A family of T5's shape. */
export function t5Family({ modelType, name, alsoCalled = [], ...usual }: T5Family): Family {
  const table = defineOptions(modelType, { ...t5Fields, ...usual.fields });
  const generation = { kind: "generation", ...beside } as const;
  return encoderDecoderFamily({
    modelType,
    classes: {
      [`${name}ForConditionalGeneration`]: generation,
      ...Object.fromEntries(alsoCalled.map((other) => [other, generation])),
      [`${name}Model`]: { kind: "vectors", ...beside },
      [`${name}EncoderModel`]: { kind: "encoder", ...beside },
      [`${name}ForSequenceClassification`]: { kind: "classification", ...under },
      [`${name}ForTokenClassification`]: { kind: "tokens", ...under },
      [`${name}ForQuestionAnswering`]: { kind: "answers", ...beside },
    },
    layout: { prefix: "transformer.", ignored: t5Ignored },
    twins: () => t5Twins,
    fromConfig(config, stored) {
      const own = withOwnNames(config, t5Aliases);
      const given = configFields(table, own, t5Others);
      const { scale_decoder_outputs = usual.scaled && given.tie_word_embeddings } = given;
      const ids = targetIds(own, { padding: 0, start: usual.start, fromSource: false });
      const model = t5Model({ ...given, scale_decoder_outputs }, ids, stored);
      return {
        names: t5Names(model.encoder.feedForward.gated !== false),
        model,
        classifierDropout: given.classifier_dropout,
        end: endOf(own, 1),
      };
    },
  });
}
