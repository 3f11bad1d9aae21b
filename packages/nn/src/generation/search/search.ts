import type { inferenceOf } from "../../module/evaluating.ts";
import type { Generator } from "../../random/generator.ts";
import type { SequenceConstraint } from "../constraint.ts";
import type { GenerateIdsSettings } from "../generate-ids-options.ts";
import type { LogitsProcessor } from "../processors/logits-processor.ts";
import type { TokenSteps } from "../steps/token-steps.ts";
import type { StoppingCriterion } from "./stopping.ts";

/** All that a search needs. */
export interface Search {
  readonly steps: TokenSteps;
  readonly inference: ReturnType<typeof inferenceOf>;
  readonly settings: GenerateIdsSettings;
  /** Makes of a model's logits the scores that a token is chosen by. */
  readonly process: LogitsProcessor;
  readonly stops: StoppingCriterion;
  /** One for each sequence. */
  readonly generators: readonly Generator[];
  /** Of which prompt each sequence is. */
  readonly prompts: readonly number[];
  readonly constraint?: SequenceConstraint | undefined;
  /** Scores of another prompt that this one is guided away from. */
  readonly unconditional?: TokenSteps | undefined;
}

/** A sequence that is done. */
export interface FoundSequence {
  /** All tokens, those that it begins with included, without padding. */
  readonly ids: readonly number[];
  /** The processed scores that each new token was chosen from, where they are asked for. */
  readonly scores?: readonly Float64Array[] | undefined;
  /** The model's own. */
  readonly logits?: readonly Float64Array[] | undefined;
  /** Of beams: the log-probability over the length to the power of the penalty. */
  readonly score?: number | undefined;
}

/** A token that is sure to be one of a sequence. */
export interface NewToken {
  /** Which of all sequences: `numReturnSequences` for each prompt, one behind the other. */
  readonly sequence: number;
  readonly id: number;
}

/** Tokens as they come, and all sequences at the end. */
export type Searching = AsyncGenerator<NewToken, FoundSequence[], void>;

/** Throws when the signal says so; tells whether the time is up. */
export function clock({ maxTime, signal }: GenerateIdsSettings): () => boolean {
  const end = performance.now() + 1000 * (maxTime ?? Number.POSITIVE_INFINITY);
  return () => {
    signal?.throwIfAborted();
    return performance.now() > end;
  };
}
