import type { Decoder } from "../../models/roles.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import type { Generator } from "../../random/generator.ts";
import type { GenerateIdsSettings } from "../generate-ids-options.ts";
import type { LogitsProcessor } from "../processors/logits-processor.ts";
import { probabilities } from "../processors/probabilities.ts";
import { decoderSteps } from "../steps/decoder-steps.ts";
import { inverseCdf, likeliest } from "./choose.ts";
import { stepScores } from "./step-scores.ts";

/** A token that may come next, and the distribution that it was drawn from; without one it was certain. */
export interface Guess {
  readonly id: number;
  readonly probability?: Float64Array | undefined;
}

/** Says cheaply what may come next. */
export interface Guesser extends Disposable {
  /** At most so many tokens behind `ids`. */
  guess(ids: readonly number[], most: number): Promise<readonly Guess[]>;
  /** How many of the latest were right. */
  learn?(right: number, guessed: number): void;
}

/** What a smaller model says. Leviathan, Kalman, Matias, arXiv:2211.17192. */
export function assistantGuesses(
  assistant: Decoder,
  o: GenerateIdsSettings,
  process: LogitsProcessor,
  generator: Generator,
): Guesser {
  const inference = inferenceOf(assistant);
  let steps: ReturnType<typeof decoderSteps> | undefined;
  /** The tokens that the assistant has taken in. */
  let taken: number[] = [];
  return {
    async guess(ids, most) {
      const count = Math.min(o.numAssistantTokens, most, assistant.contextLength - ids.length - 1);
      if (count <= 0) return [];
      const guesses: Guess[] = [];
      const text = [...ids];
      for (let i = 0; i < count; i++) {
        const [[own]] = (await say(text)) as [[Float64Array]];
        process(own, { ids: text, row: 0 });
        const probability = o.doSample ? probabilities(own) : undefined;
        const id = probability ? inverseCdf(probability, generator.uniform(1)[0]!) : likeliest(own);
        guesses.push({ id, probability });
        text.push(id);
      }
      return guesses;
    },
    [Symbol.dispose]: () => steps?.[Symbol.dispose](),
  };

  /** What it says behind a text, of which it may have seen the beginning. */
  async function say(text: readonly number[]) {
    let common = 0;
    while (common < taken.length && common < text.length - 1 && taken[common] === text[common])
      common++;
    if (steps && common >= steps.begun[0]!.length) {
      steps.forget(taken.length - common);
      taken = [...text];
      return stepScores(steps, [text.slice(common)], inference);
    }
    steps?.[Symbol.dispose]();
    steps = decoderSteps(assistant, { ids: [text] });
    taken = [...text];
    return stepScores(steps, undefined, inference);
  }
}
