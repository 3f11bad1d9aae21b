import { Generator } from "../../random/generator.ts";
import type { SequenceConstraint } from "../constraint.ts";
import { logSoftmax } from "../processors/log-softmax.ts";
import type { LogitsProcessor } from "../processors/logits-processor.ts";
import { constraintOf, processedBy, processorsOf } from "../processors/processors-of.ts";
import { drawn, highest, likeliest } from "../search/choose.ts";
import { clock } from "../search/search.ts";
import { type StoppingCriterion, stoppingOf } from "../search/stopping.ts";
import { longestSequence } from "../steps/longest-sequence.ts";
import type { RequestSettings } from "./batch-options.ts";
import type { BatchedToken } from "./batched-request.ts";

/** One sequence of a batch: its tokens, and how the next one is chosen and when there is none. */
export class SequenceChoice {
  readonly ids: number[];
  /** Tokens at most, those that it begins with included. */
  readonly longest: number;
  readonly #settings: RequestSettings;
  readonly #process: LogitsProcessor;
  readonly #stops: StoppingCriterion;
  readonly #constraint: SequenceConstraint | undefined;
  readonly #generator: Generator;
  readonly #isLate: () => boolean;

  /** `room`: tokens at most, whatever the settings say. */
  constructor(begun: readonly number[], settings: RequestSettings, room: number) {
    this.ids = [...begun];
    this.longest = Math.min(room, longestSequence([begun], settings));
    const { longest } = this;
    const sequences = { begun: begun.length, longest, encoded: [begun] };
    this.#settings = settings;
    this.#constraint = constraintOf(settings, sequences);
    this.#process = processedBy(processorsOf(settings, sequences, this.#constraint), settings);
    this.#stops = stoppingOf(settings, longest, this.#constraint);
    this.#generator = new Generator(settings.seed);
    this.#isLate = clock(settings);
  }

  /** The next token, out of the model's logits [vocabSize], which are changed; and whether it is the last, and why. */
  next(scores: Float64Array): { readonly token: BatchedToken; readonly end?: "stop" | "length" } {
    const { ids } = this;
    const { doSample, logProbs, topLogProbs } = this.#settings;
    const late = this.#isLate();
    const own = logProbs ? logSoftmaxOf(scores) : undefined;
    this.#process(scores, { ids, row: 0 });
    const id = doSample ? drawn(scores, this.#generator) : likeliest(scores);
    ids.push(id);
    const token = own ? withLogProbs(id, own, topLogProbs) : { id };
    if (!late && !this.#stops({ ids, row: 0 })) return { token };
    return { token, end: this.#hasEnded(id, late) ? "stop" : "length" };
  }

  /** Whether something else than the length ended it. */
  #hasEnded(id: number, late: boolean): boolean {
    const { ids, longest } = this;
    if (late || ids.length < longest || [this.#settings.eosTokenId].flat().includes(id))
      return true;
    if (this.#constraint?.stops({ ids, row: 0 })) return true;
    const { stopStrings, stoppingCriteria } = this.#settings;
    if (stopStrings.length === 0 && stoppingCriteria.length === 0) return false;
    return stoppingOf(this.#settings, Number.POSITIVE_INFINITY)({ ids, row: 0 });
  }
}

function logSoftmaxOf(scores: Float64Array): Float64Array {
  const own = scores.slice();
  logSoftmax(own);
  return own;
}

const withLogProbs = (id: number, own: Float64Array, top: number): BatchedToken => ({
  id,
  logProb: own[id]!,
  ...(top > 0
    ? { topLogProbs: highest(own, top).map((one) => ({ id: one, logProb: own[one]! })) }
    : {}),
});
