import { architectureOf } from "../families/architecture-of.ts";
import type { Family } from "../families/family.ts";
import type { Model } from "../roles.ts";
import { CausalLM } from "./causal-lm.ts";
import {
  type DecoderClass,
  type DecoderHeadNames,
  decoderClasses,
  decoderHead,
} from "./decoder-classes.ts";
import type { DecoderNames } from "./decoder-names.ts";
import type { DecoderOptions } from "./decoder-options.ts";
import { ScoredDecoder } from "./scored-decoder.ts";

/** What tells a family of decoder-only language models from others. */
interface DecoderFamily extends Omit<Family, "create" | "toConfig"> {
  readonly names: DecoderNames;
  /** Names of other heads; "score" of tokens unless given. */
  readonly headNames?: DecoderHeadNames;
  /** The backbone that a config.json describes. */
  fromConfig(config: object): DecoderOptions;
  /** The fields of config.json that `fromConfig` reads, of a family whose models are also made by their options. */
  toConfig?(options: DecoderOptions): object;
}

/**
 * A family of decoder-only language models. Beside the language model it has the classes of the same name that end in
 * `decoderClasses`.
 */
export function decoderFamily({
  names,
  headNames = { ofTokens: "score" },
  fromConfig,
  toConfig,
  ...family
}: DecoderFamily): Family {
  const [languageModel] = family.architectures;
  const name = languageModel.replace(/(ForCausalLM|LMHeadModel)$/, "");
  const architectures = [
    ...family.architectures,
    ...decoderClasses.map((one) => name + one),
  ] as const;
  return {
    ...family,
    architectures: architectures as unknown as Family["architectures"],
    create(config, options = {}) {
      const decoder = fromConfig(config);
      const named = architectureOf(config, architectures as unknown as Family["architectures"]);
      if (family.architectures.includes(named))
        return new CausalLM(family.modelType, names, decoder, options);
      const kind = named.slice(name.length) as DecoderClass;
      const head = decoderHead(kind, config, decoder, headNames, options);
      const answering = kind === "ForQuestionAnswering" && headNames.answering;
      const backbone = kind === "Model" ? "" : answering || names.backbone;
      return new ScoredDecoder(family.modelType, { ...names, backbone }, decoder, options, {
        head,
        paddingId: paddingIdOf(config),
      });
    },
    ...(toConfig && {
      toConfig: (model: Model) => (model instanceof CausalLM ? toConfig(model.options) : undefined),
    }),
  };
}

function paddingIdOf(config: object): number | undefined {
  const { pad_token_id: id } = config as { readonly pad_token_id?: unknown };
  return typeof id === "number" && Number.isInteger(id) ? id : undefined;
}
