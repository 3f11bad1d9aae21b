import type { ParameterOptions } from "../../module/parameter-options.ts";
import { architectureOf } from "../families/architecture-of.ts";
import type { Family } from "../families/family.ts";
import { labelsOf } from "../families/labels.ts";
import { Classification } from "../heads/classification.ts";
import { ConditionalGeneration } from "../heads/conditional-generation.ts";
import { QuestionAnswering } from "../heads/question-answering.ts";
import type { EncoderDecoderNames, EncoderDecoderOptions } from "./encoder-decoder-options.ts";
import { EncoderDecoderScores, type ScoresHead } from "./encoder-decoder-scores.ts";
import { StackEncoder } from "./stack-encoder.ts";

/** What a class of Hugging Face's has on the stacks. */
export type EncoderDecoderClass =
  | "generation"
  | "vectors"
  | "classification"
  | "answers"
  | "encoder"
  | "tokens";

/** An encoder-decoder that a config.json describes. */
export interface DescribedEncoderDecoder {
  readonly names: EncoderDecoderNames;
  readonly model: EncoderDecoderOptions;
  /** Probability of dropping an element before scores while training. */
  readonly classifierDropout: number;
  /** The id that ends a text. */
  readonly end: number;
}

/** What tells a family of encoder-decoders on token ids from others. */
export interface EncoderDecoderFamily extends Omit<Family, "create" | "architectures"> {
  /** By the names in `architectures`, and where the stacks stand in the state dict. */
  readonly classes: Readonly<
    Record<string, { readonly kind: EncoderDecoderClass; readonly backbone: string }>
  >;
  /** `stored`: see `Family`. */
  fromConfig(config: object, stored: ReadonlySet<string> | undefined): DescribedEncoderDecoder;
}

/** A family of encoder-decoders; the first of its classes is the usual one. */
export function encoderDecoderFamily({
  classes,
  fromConfig,
  ...family
}: EncoderDecoderFamily): Family {
  const [usual, ...others] = Object.keys(classes);
  return {
    ...family,
    architectures: [usual!, ...others],
    create(config, options, stored) {
      const named = architectureOf(config, [usual!, ...others]);
      const { kind, backbone } = classes[named]!;
      const described = fromConfig(config, stored);
      const { modelType } = family;
      const names = { ...described.names, backbone };
      if (kind === "generation")
        return new ConditionalGeneration(modelType, names, described.model, options);
      const head = headOf(kind, described, labelsOf(config), options);
      if (kind === "encoder" || kind === "tokens")
        return new StackEncoder(modelType, names, described.model, head, options);
      // What scores a text reads it twice: the target that is missing is the source.
      const { ids, ...model } = described.model;
      const both = kind === "vectors" ? ids : { ...ids, fromSource: true };
      return new EncoderDecoderScores(modelType, names, { ...model, ids: both }, head, options);
    },
  };
}

function headOf(
  kind: EncoderDecoderClass,
  { model, classifierDropout: dropout, end }: DescribedEncoderDecoder,
  labels: readonly string[],
  options: ParameterOptions = {},
): ScoresHead | undefined {
  const { dModel, initial } = model.decoder;
  const scores = { dModel, labels, deviation: initial.weights, dropout };
  if (kind === "classification") {
    const transform = { dense: "dense", activation: "tanh" } as const;
    const given = { ...scores, transform, name: "out_proj", inputDropout: dropout } as const;
    const head = new Classification({ ...given, pooling: "last" }, options);
    return { name: "classification_head", head, end };
  }
  if (kind === "tokens") {
    const head = new Classification({ ...scores, name: "" }, options);
    return { name: "classifier", head };
  }
  if (kind !== "answers") return undefined;
  const head = new QuestionAnswering({ ...scores, name: "", dropout: 0 }, options);
  return { name: "qa_outputs", head };
}
