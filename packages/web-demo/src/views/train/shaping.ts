import type { StepRecord } from "../../engine/protocol.ts";

export type Point = readonly [x: number, y: number];
export type Measure = "loss" | "learningRate" | "gradNorm" | "tokensPerSecond" | "valLoss";

/** What was measured at each step that has it. */
export const measured = (records: readonly StepRecord[], measure: Measure): Point[] =>
  records.flatMap(({ step, [measure]: value }) =>
    value === undefined ? [] : [[step, value] as const],
  );

/** A running mean that forgets: each value weighs 1 - inertia; the first ones are not pulled to 0. */
export function smoothed(points: readonly Point[], inertia: number): Point[] {
  let [sum, weight] = [0, 0];
  return points.map(([x, y]) => {
    sum = inertia * sum + (1 - inertia) * y;
    weight = inertia * weight + (1 - inertia);
    return [x, sum / weight] as const;
  });
}

/** As many points as a screen can show, evenly chosen, the last among them. */
export function thinned(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  const step = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, i) => points[Math.round(i * step)]!);
}

/** A parameter of any shape as a picture: vectors are a row. */
export function asMatrix(shape: readonly number[]): { rows: number; columns: number } {
  const columns = shape.at(-1) ?? 1;
  return { rows: shape.slice(0, -1).reduce((a, b) => a * b, 1), columns };
}
