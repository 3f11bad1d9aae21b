import { Yielder } from "../../event-loop/yield-to-event-loop.ts";
import { guideAwayFrom } from "../processors/guidance.ts";
import { drawn, likeliest } from "./choose.ts";
import { clock, type Search, type Searching } from "./search.ts";
import { stepScores } from "./step-scores.ts";

/** One sequence in the making. */
interface Following {
  readonly ids: number[];
  readonly scores: Float64Array[];
  readonly logits: Float64Array[];
}

/**
 * Each sequence by itself: the likeliest next token, or one that is drawn, until it ends. Those that have ended leave the
 * batch.
 */
export async function* follow(search: Search): Searching {
  const { steps, inference, settings, process, stops, generators, prompts } = search;
  const { outputScores, outputLogits, doSample, guidanceScale } = settings;
  const isLate = clock(settings);
  const yielder = new Yielder();
  const all: Following[] = steps.begun.map((ids) => ({ ids: [...ids], scores: [], logits: [] }));
  let running = all.map((_, i) => i);
  let newest: number[][] | undefined;
  while (running.length > 0) {
    const late = isLate();
    const said = await stepScores(steps, newest, inference);
    const unguided =
      search.unconditional && (await stepScores(search.unconditional, newest, inference));
    const chosen: number[] = [];
    for (const [row, i] of running.entries()) {
      const { ids, scores, logits } = all[i]!;
      const [own] = said[row]!;
      if (outputLogits) logits.push(own!.slice());
      if (unguided) guideAwayFrom(own!, unguided[row]![0]!, guidanceScale);
      process(own!, { ids, row: prompts[i]! });
      if (outputScores) scores.push(own!.slice());
      const id = doSample ? drawn(own!, generators[i]!) : likeliest(own!);
      ids.push(id);
      chosen.push(id);
      yield { sequence: i, id };
    }
    const kept = running.flatMap((i, row) =>
      late || stops({ ids: all[i]!.ids, row: prompts[i]! }) ? [] : [row],
    );
    if (kept.length < running.length && kept.length > 0) {
      steps.reorder(kept);
      search.unconditional?.reorder(kept);
    }
    running = kept.map((row) => running[row]!);
    newest = kept.map((row) => [chosen[row]!]);
    await yielder.turn();
  }
  return all.map(({ ids, scores, logits }) => ({
    ids,
    ...(outputScores ? { scores } : {}),
    ...(outputLogits ? { logits } : {}),
  }));
}
