import type { Generator } from "../../random/generator.ts";
import type { SequenceConstraint } from "../constraint.ts";
import type { GenerateIdsSettings } from "../generate-ids-options.ts";
import type { LogitsProcessor } from "../processors/logits-processor.ts";
import { constraintOf, processedBy, processorsOf } from "../processors/processors-of.ts";
import { drawn, likeliest } from "../search/choose.ts";
import { clock } from "../search/search.ts";
import { type StoppingCriterion, stoppingOf } from "../search/stopping.ts";
import { longestSequence } from "../steps/longest-sequence.ts";
import type { NewTokens } from "../steps/token-steps.ts";
import type { BatchedToken } from "./batched-request.ts";
import { logProbsOf, withLogProbs } from "./token-log-probs.ts";

/** How the next token of a sequence is chosen. */
export interface ChoiceSettings extends GenerateIdsSettings {
  /** Tell of each token the model's own log-probability, and so many of the likeliest with theirs. */
  readonly logProbs?: boolean;
  readonly topLogProbs?: number;
}

/** Which sequence it is. */
export interface SequencePlace {
  /** Of which prompt, for processors; the first unless given. */
  readonly row?: number;
  /** All prompts; its own unless given. */
  readonly prompts?: NewTokens;
  /** Draws its tokens. */
  readonly generator: Generator;
  /** Tokens at most, whatever the settings say. */
  readonly room?: number;
}

/** One sequence: its tokens, how the next one is chosen, and when there is none. */
export class SequenceChoice {
  readonly ids: number[];
  /** Tokens at most, those that it begins with included. */
  readonly longest: number;
  /** The processed scores that each token was chosen from, and the model's own, where the settings ask for them. */
  readonly scores: Float64Array[] = [];
  readonly logits: Float64Array[] = [];
  readonly #settings: ChoiceSettings;
  readonly #place: SequencePlace;
  readonly #process: LogitsProcessor;
  readonly #stops: StoppingCriterion;
  readonly #constraint: SequenceConstraint | undefined;
  readonly #isLate: () => boolean;

  constructor(begun: readonly number[], settings: ChoiceSettings, place: SequencePlace) {
    const { prompts: encoded = [begun], room = Number.POSITIVE_INFINITY } = place;
    const longest = Math.min(room, longestSequence([begun], settings));
    this.ids = [...begun];
    this.longest = longest;
    this.#settings = settings;
    this.#place = place;
    const sequences = { begun: begun.length, longest, encoded };
    this.#constraint = constraintOf(settings, sequences);
    this.#process = processedBy(processorsOf(settings, sequences, this.#constraint), settings);
    this.#stops = stoppingOf(settings, longest, this.#constraint);
    this.#isLate = clock(settings);
  }

  /** The next token, out of the model's logits [vocabSize], which are changed; whether it is the last, and why. */
  next(scores: Float64Array): {
    readonly token: BatchedToken;
    readonly end: "stop" | "length" | undefined;
  } {
    const { ids } = this;
    const { row = 0, generator } = this.#place;
    const { doSample, logProbs, topLogProbs = 0, outputScores, outputLogits } = this.#settings;
    const late = this.#isLate();
    if (outputLogits) this.logits.push(scores.slice());
    const own = logProbs ? logProbsOf(scores) : undefined;
    this.#process(scores, { ids, row });
    if (outputScores) this.scores.push(scores.slice());
    const id = doSample ? drawn(scores, generator) : likeliest(scores);
    ids.push(id);
    const token = own ? withLogProbs(id, own, topLogProbs) : { id };
    if (!late && !this.#stops({ ids, row })) return { token, end: undefined };
    return { token, end: late || this.#hasEnded() ? "stop" : "length" };
  }

  /** Whether something else than the length ended it. */
  #hasEnded(): boolean {
    const { ids, longest } = this;
    if (ids.length < longest) return true;
    const unlimited = stoppingOf(this.#settings, Number.POSITIVE_INFINITY, this.#constraint);
    return unlimited({ ids, row: this.#place.row ?? 0 });
  }
}
