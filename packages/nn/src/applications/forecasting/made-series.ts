import { Draws } from "../draws.ts";
import type { SeriesTable } from "./series-table.ts";

/** Three series that are made: a day's and a week's waves, a slow trend, and noise. */
export function madeSeries(seed: number, rows: number): SeriesTable {
  const draws = new Draws(seed);
  const names = ["load", "heat", "light"];
  const shapes = names.map(() => ({
    ...{ day: 1 + draws.uniform(), week: 0.5 * draws.uniform(), trend: draws.uniform() / 500 },
    ...{ phase: 24 * draws.uniform(), level: 20 * draws.uniform() },
  }));
  const values = new Float32Array(rows * names.length);
  for (let t = 0; t < rows; t++)
    for (const [i, { day, week, trend, phase, level }] of shapes.entries()) {
      const noise = (draws.uniform() + draws.uniform() + draws.uniform() - 1.5) / 3;
      const wave = (period: number): number => Math.sin((2 * Math.PI * (t + phase)) / period);
      values[t * names.length + i] = level + day * wave(24) + week * wave(168) + trend * t + noise;
    }
  return { names, rows, values };
}
