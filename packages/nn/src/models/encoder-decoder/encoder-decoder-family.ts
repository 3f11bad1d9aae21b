import type { Family } from "../families/family.ts";
import { ConditionalGeneration } from "../heads/conditional-generation.ts";
import type { EncoderDecoderNames, EncoderDecoderOptions } from "./encoder-decoder-options.ts";

/** What tells a family of encoder-decoders on token ids from others. */
interface EncoderDecoderFamily extends Omit<Family, "create"> {
  readonly names: EncoderDecoderNames;
  /** The stacks and tables that a config.json describes, and the weights that its file holds. */
  fromConfig(config: object, stored: ReadonlySet<string> | undefined): EncoderDecoderOptions;
}

/** A family of encoder-decoders that generate a target. */
export const encoderDecoderFamily = ({
  names,
  fromConfig,
  ...family
}: EncoderDecoderFamily): Family => ({
  ...family,
  create: (config, options, stored) =>
    new ConditionalGeneration(family.modelType, names, fromConfig(config, stored), options),
});
