import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import { ConstraintError } from "../constraint-error.ts";

/** How the tokens of a tokenizer stand for bytes. */
export interface DecoderKind {
  /** Their characters are bytes, as GPT-2's. */
  readonly byteLevel: boolean;
  /** Some of them are "<0x0A>". */
  readonly byteFallback: boolean;
}

/** Stages that make of each token its own bytes, whatever stands beside it; the first one of a text apart. */
const byToken = new Set(["ByteFallback", "ByteLevel", "Fuse", "Metaspace", "Replace", "WordPiece"]);

/** @throws ConstraintError for a tokenizer whose text is not made of its tokens one by one */
export function decoderKindOf(tokenizer: Tokenizer): DecoderKind {
  const { decoder }: { decoder?: unknown } = Object(tokenizer.toJSON());
  const stages = stagesOf(decoder);
  const unfit = stages.find((one) => !byToken.has(one.type) && !isStrip(one));
  if (unfit)
    throw new ConstraintError(
      `structured output: the tokenizer's decoder is ${unfit.type}, which changes tokens by those beside them; expected ${[...byToken].join(", ")}, or Strip at the beginning`,
    );
  const types = new Set(stages.map(({ type }) => type));
  return { byteLevel: types.has("ByteLevel"), byteFallback: types.has("ByteFallback") };
}

interface Stage {
  readonly type: string;
  readonly stop?: unknown;
  readonly decoders?: unknown;
}

function stagesOf(decoder: unknown): readonly Stage[] {
  const stage: Stage = Object(decoder);
  if (stage.type !== "Sequence") return typeof stage.type === "string" ? [stage] : [];
  return Array.isArray(stage.decoders) ? stage.decoders.flatMap(stagesOf) : [];
}

const isStrip = ({ type, stop }: Stage): boolean => type === "Strip" && (stop ?? 0) === 0;
