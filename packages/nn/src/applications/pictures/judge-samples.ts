import { FeatureStatistics } from "../../metrics/frechet/feature-statistics.ts";
import { frechetDistance } from "../../metrics/frechet/frechet-distance.ts";
import type { FigureTable } from "../../recipes/figures.ts";
import type { Picture } from "../../recipes/sample.ts";
import { RecipeError } from "../../recipes/settings-error.ts";
import type { LabelledPicture } from "./labelled-picture.ts";
import type { PictureJudge } from "./picture-judge.ts";

/** What a judge tells of pictures that a model made. */
export const judgeFigures = {
  recognised: { label: "recognised by the judge", better: "higher", as: "percent" },
  distance: { label: "Fréchet distance", better: "lower" },
  timesHalves: { label: "times that of real halves", better: "lower" },
} as const satisfies FigureTable;

/** Who can be a judge. */
export const judgeForm =
  "Folder of qkv train --task pictures, whose model looks at pictures that this one makes";

/** Pictures of a half, at least: a covariance takes two. */
const LEAST = 4;

/**
 * To be asked before pictures are made, which takes long.
 *
 * @throws RecipeError where the judge does not know what they are to show, or there are too few of them or of real ones
 */
export function expectJudgeable(
  judge: PictureJudge,
  wished: readonly string[],
  real: readonly LabelledPicture[],
): void {
  const unknown = wished.find((label) => !judge.labels.includes(label));
  if (unknown !== undefined)
    throw new RecipeError(
      (nameOf) =>
        `${nameOf("judge")} does not know ${unknown}; it tells ${judge.labels.slice(0, 12).join(", ")}`,
    );
  if (real.length < LEAST || wished.length < 2)
    throw new RecipeError(
      `there are ${real.length} real pictures and ${wished.length} to be made, expected at least ${LEAST} and 2`,
    );
}

/**
 * How good pictures are that a model made, by what a classifier says of them: the share in which it sees what they were to
 * show, and the Fréchet distance of its features of them from those of real ones (Heusel et al., NeurIPS 2017), which is
 * told beside that of two halves of the real ones, every other picture.
 */
export async function judgeSamples(
  judge: PictureJudge,
  made: readonly Picture[],
  real: readonly LabelledPicture[],
  signal?: AbortSignal,
): Promise<{
  readonly recognised: number;
  readonly distance: number;
  readonly timesHalves: number;
}> {
  const ofMade = await judge.look(made, signal);
  const { features } = await judge.look(real, signal);
  const half = (which: number) => features.filter((_, i) => i % 2 === which);
  const distance = between(ofMade.features, features);
  const halves = between(half(0), half(1));
  return {
    recognised: ofMade.told.filter((one, i) => one === made[i]!.caption).length / made.length,
    distance,
    timesHalves: distance / halves,
  };
}

function between(a: readonly Float32Array[], b: readonly Float32Array[]): number {
  const [ofA, ofB] = [a, b].map((vectors) => {
    const statistics = new FeatureStatistics(vectors[0]!.length);
    for (const vector of vectors) statistics.add(vector);
    return statistics;
  });
  return frechetDistance(ofA!, ofB!);
}
