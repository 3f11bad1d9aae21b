import { Yielder } from "../../event-loop/yield-to-event-loop.ts";
import type { Generator } from "../../random/generator.ts";
import { logSoftmax } from "../processors/log-softmax.ts";
import { Beams } from "./beams.ts";
import { drawnApart, highest } from "./choose.ts";
import { clock, type Search, type Searching } from "./search.ts";
import { stepScores } from "./step-scores.ts";

/**
 * The sequences of the highest scores for each prompt, `numReturnSequences` of them, the best first. Their steps hold
 * `numBeams` sequences for each prompt, one behind the other.
 */
export async function* beamSearch(search: Search, longest: number): Searching {
  const { steps, inference, settings, process, stops, prompts } = search;
  const { numBeams, numReturnSequences, outputScores, doSample } = settings;
  const candidates = Math.max(2, 1 + [settings.eosTokenId].flat().length) * numBeams;
  const isLate = clock(settings);
  const yielder = new Yielder();
  const all = Array.from(
    { length: steps.begun.length / numBeams },
    (_, i) => new Beams(steps.begun[i * numBeams]!, settings, longest),
  );
  const generators = all.map((_, i) => search.generators[i * numBeams]!);
  let newest: number[][] | undefined;
  for (;;) {
    const late = isLate();
    const said = await stepScores(steps, newest, inference);
    for (const [at, beams] of all.entries()) {
      const row = prompts[at * numBeams]!;
      const scores = beams.running.map(({ ids }, beam) => {
        const [own] = said[at * numBeams + beam]!;
        logSoftmax(own!);
        process(own!, { ids, row });
        return own!;
      });
      const vocab = scores[0]!.length;
      const total = new Float64Array(numBeams * vocab);
      for (const [beam, own] of scores.entries())
        for (let id = 0; id < vocab; id++)
          total[beam * vocab + id] = own[id]! + beams.running[beam]!.score;
      const places = pick(total, candidates, doSample ? generators[at]! : undefined);
      const given = places.map((place) => ({
        beam: Math.floor(place / vocab),
        id: place % vocab,
        score: total[place]!,
      }));
      beams.advance(given, (ids) => late || stops({ ids, row }), outputScores ? scores : undefined);
    }
    if (all.every(({ done }) => done)) break;
    steps.reorder(
      all.flatMap(({ running }, at) => running.map(({ from }) => at * numBeams + from)),
    );
    newest = all.flatMap(({ running }) => running.map(({ ids }) => [ids.at(-1)!]));
    await yielder.turn();
  }
  const found = all.flatMap((beams) => beams.best(numReturnSequences));
  search.constraint?.expectWhole(found, numReturnSequences);
  // Which tokens stay is known at the end alone.
  for (const [sequence, { ids }] of found.entries())
    for (const id of ids.slice(steps.begun[0]!.length)) yield { sequence, id };
  return found;
}

const pick = (total: Float64Array, count: number, generator: Generator | undefined): number[] =>
  generator ? drawnApart(total, count, generator) : highest(total, count);
