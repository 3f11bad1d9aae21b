import type { Family } from "../families/family.ts";
import type { Model } from "../roles.ts";
import { CausalLM } from "./causal-lm.ts";
import type { DecoderNames } from "./decoder-names.ts";
import type { DecoderOptions } from "./decoder-options.ts";

/** What tells a family of decoder-only language models from others. */
interface DecoderFamily extends Omit<Family, "create" | "toConfig"> {
  readonly names: DecoderNames;
  /** The backbone that a config.json describes. */
  fromConfig(config: object): DecoderOptions;
  /** The fields of config.json that `fromConfig` reads, of a family whose models are also made by their options. */
  toConfig?(options: DecoderOptions): object;
}

/** A family of decoder-only language models. */
export const decoderFamily = ({
  names,
  fromConfig,
  toConfig,
  ...family
}: DecoderFamily): Family => ({
  ...family,
  create: (config, options) => new CausalLM(family.modelType, names, fromConfig(config), options),
  ...(toConfig && {
    toConfig(model: Model) {
      if (model instanceof CausalLM) return toConfig(model.options);
      throw new TypeError(`${family.modelType}: the model is no decoder of this library`);
    },
  }),
});
