import { defineOptions } from "../../options/define-options.ts";
import { ConditionalGeneration } from "../heads/conditional-generation.ts";
import { targetIds } from "./bart-shape.ts";
import { withOwnNames } from "./config-aliases.ts";
import { configFields } from "./config-fields.ts";
import type { Family } from "./family.ts";
import { t5Aliases, t5Fields, t5Ignored, t5Model, t5Names, t5Others, t5Twins } from "./t5-shape.ts";

/** What tells a family of T5's shape from others. */
interface T5Family extends Pick<Family, "modelType" | "architectures"> {
  /** Fields with other defaults. */
  readonly fields?: Partial<typeof t5Fields>;
  /** `decoder_start_token_id` of a config.json without it. */
  readonly start: number | undefined;
  /** Whether what goes into a head that config.json calls tied is scaled, where no field says so. */
  readonly scaled: boolean;
}

/** A family of T5's shape. */
export function t5Family({ fields, start, scaled, ...family }: T5Family): Family {
  const table = defineOptions(family.modelType, { ...t5Fields, ...fields });
  return {
    ...family,
    layout: { ignored: t5Ignored },
    twins: () => t5Twins,
    create(config, options, stored) {
      const own = withOwnNames(config, t5Aliases);
      const given = configFields(table, own, t5Others);
      const { scale_decoder_outputs = scaled && given.tie_word_embeddings } = given;
      const ids = targetIds(own, { padding: 0, start, fromSource: false });
      const model = t5Model({ ...given, scale_decoder_outputs }, ids, stored);
      const names = t5Names(model.encoder.feedForward.gated !== false);
      return new ConditionalGeneration(family.modelType, names, model, options);
    },
  };
}
