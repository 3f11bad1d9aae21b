import type { SeriesScaling } from "../series/series-scaler.ts";

/** What `scaling` of a config.json may be; true means the mean, false and null none. */
export const scalings = ["mean", "std", true, false] as const;

export const scalingOf = (given: (typeof scalings)[number] | undefined): SeriesScaling =>
  given === true ? "mean" : given || "none";
