import { Yielder } from "../../event-loop/yield-to-event-loop.ts";
import type { Generator } from "../../random/generator.ts";
import { probabilities } from "../processors/probabilities.ts";
import { inverseCdf, likeliest } from "./choose.ts";
import type { Guess, Guesser } from "./guesses.ts";
import { clock, type Search, type Searching } from "./search.ts";
import { stepScores } from "./step-scores.ts";

/**
 * One sequence, by guesses that the model checks all at once. Taking the likeliest, the tokens are those that it would have
 * chosen one by one; drawing, their distribution is the same. Leviathan, Kalman, Matias, arXiv:2211.17192, algorithm 1.
 */
export async function* speculate(
  search: Search,
  guesser: Guesser,
  room: (ids: readonly number[]) => number,
): Searching {
  const { steps, inference, settings, process, stops, generators, prompts } = search;
  const [row, generator] = [prompts[0]!, generators[0]!];
  const { outputScores, outputLogits } = settings;
  const isLate = clock(settings);
  const yielder = new Yielder();
  const ids = [...steps.begun[0]!];
  const [scores, logits]: [Float64Array[], Float64Array[]] = [[], []];
  let newest: number[] | undefined;
  for (let ended = false; !ended; ) {
    const late = isLate();
    // The guesses stand behind the newest token, which the model has not seen either.
    const guesses = newest ? await guesser.guess(ids, room(ids)) : [];
    const taken = newest && [...newest, ...guesses.map(({ id }) => id)];
    const [said] = (await stepScores(steps, taken && [taken], inference, "each")) as [
      Float64Array[],
    ];
    let right = 0;
    for (const own of said) {
      if (outputLogits) logits.push(own.slice());
      process(own, { ids, row });
      if (outputScores) scores.push(own.slice());
      const guess = guesses[right];
      const id = settings.doSample ? settle(own, guess, generator) : likeliest(own);
      ids.push(id);
      yield { sequence: 0, id };
      ended = late || stops({ ids, row });
      if (ended || id !== guess?.id) break;
      right++;
    }
    steps.forget(guesses.length - right);
    guesser.learn?.(right, guesses.length);
    newest = [ids.at(-1)!];
    await yielder.turn();
  }
  return [{ ids, ...(outputScores ? { scores } : {}), ...(outputLogits ? { logits } : {}) }];
}

/** The guess, as often as the model would have drawn it; else what the model would draw more often than the guesser. */
function settle(scores: Float64Array, guess: Guess | undefined, generator: Generator): number {
  const wanted = probabilities(scores);
  const [first, second] = generator.uniform(2) as unknown as [number, number];
  if (!guess) return inverseCdf(wanted, second);
  const { id, probability: guessed } = guess;
  if (first * (guessed?.[id] ?? 1) < wanted[id]!) return id;
  const rest = wanted.map((its, token) =>
    Math.max(0, its - (guessed ? guessed[token]! : token === id ? 1 : 0)),
  );
  const total = rest.reduce((sum, its) => sum + its, 0);
  return inverseCdf(
    rest.map((its) => its / total),
    second,
  );
}
