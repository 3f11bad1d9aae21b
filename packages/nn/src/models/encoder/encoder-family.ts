import { architectureOf } from "../families/architecture-of.ts";
import type { Family } from "../families/family.ts";
import { labelsOf } from "../families/labels.ts";
import { type EncoderHead, EncoderModel } from "./encoder-model.ts";
import type { EncoderNames, EncoderOptions } from "./encoder-options.ts";

/** A class of Hugging Face's: what stands on the encoder. */
export interface EncoderClass {
  readonly head?: EncoderHead;
  /** Whether it has the pooler, where the family has one. */
  readonly pooler?: boolean;
}

/** An encoder that a config.json describes, and the classes that it may be of. */
export interface DescribedEncoder {
  readonly encoder: EncoderOptions;
  /** By their names in `architectures`. */
  readonly classes: Readonly<Record<string, EncoderClass>>;
}

/** What tells a family of encoders from others. */
interface EncoderFamily extends Omit<Family, "create" | "toConfig"> {
  readonly names: EncoderNames;
  /** `labels` are those of a head that tells classes apart. */
  fromConfig(config: object, labels: readonly string[]): DescribedEncoder;
}

/** A family of encoders; the first of its architectures is the encoder alone. */
export const encoderFamily = ({ names, fromConfig, ...family }: EncoderFamily): Family => ({
  ...family,
  create(config, options, stored) {
    const [bare] = family.architectures;
    const named = architectureOf(config, family.architectures);
    const { encoder, classes } = fromConfig(config, labelsOf(config));
    const { head, pooler = false } = classes[named]!;
    const { pooler: poolerName, ...others } = names;
    const hasPooler = pooler && (head || !stored || holdsPooler(stored));
    return new EncoderModel(
      family.modelType,
      {
        ...others,
        ...(hasPooler && poolerName !== undefined ? { pooler: poolerName } : {}),
        backbone: named === bare ? "" : names.backbone,
      },
      encoder,
      options,
      head,
    );
  },
});

/** An encoder alone does without, in a file of one that was trained with another head. */
const holdsPooler = (stored: ReadonlySet<string>): boolean =>
  [...stored].some((name) => /(^|\.)pooler\./.test(name));
