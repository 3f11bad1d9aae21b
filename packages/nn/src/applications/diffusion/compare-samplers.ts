import type { FigureTable } from "../../recipes/figures.ts";
import type { Picture } from "../../recipes/sample.ts";
import type { PictureJudge } from "../pictures/picture-judge.ts";
import type { PictureSampler } from "./make-pictures.ts";

/** What is said of few steps beside all of them. */
export const samplerFigures = {
  ofReference: { label: "by ddpm in all timesteps", better: "higher", as: "percent" },
  ofSolver: { label: "by dpm-solver in as few steps", better: "higher", as: "percent" },
  ofFew: { label: "of as many by few steps", better: "higher", as: "percent" },
  pointsLost: { label: "points that few steps lose", better: "lower" },
} as const satisfies FigureTable;

/**
 * What a judge recognises of pictures that the reference sampler (DDPM in all timesteps of the training) and DPM-Solver++ make
 * of the same wishes and the same first noise, beside what it recognises of `few`, which fewer steps have made.
 */
export async function compareSamplers(
  judge: PictureJudge,
  few: readonly Picture[],
  {
    steps,
    make,
  }: {
    readonly steps: number;
    readonly make: (by: {
      readonly sampler: PictureSampler;
      readonly steps?: number;
    }) => Promise<readonly Picture[]>;
  },
): Promise<Readonly<Record<keyof typeof samplerFigures, number>>> {
  const recognised = async (pictures: readonly Picture[]): Promise<number> => {
    const { told } = await judge.look(pictures);
    return told.filter((one, i) => one === pictures[i]!.caption).length / pictures.length;
  };
  const ofFew = await recognised(few);
  const ofSolver = await recognised(await make({ sampler: "dpm-solver", steps }));
  const ofReference = await recognised(await make({ sampler: "ddpm" }));
  return { ofReference, ofSolver, ofFew, pointsLost: 100 * (ofReference - ofFew) };
}
