import { createHash } from "node:crypto";
import { CommandError, UsageError } from "../failures/command-error.ts";
import type { Dimension, Space, TrialValues } from "./space.ts";

/** Settings to try. */
export interface Trial {
  readonly number: number;
  /** Those that all trials have, and its own. */
  readonly values: TrialValues;
}

/** More are no sweep but a mistake. */
const mostTrials = 100_000;

/**
 * Trials with settings drawn at random. Each follows from the seed, its number and a setting's name, so that more trials, or
 * another setting, leave those before as they are.
 */
export const randomTrials = (space: Space, count: number, seed: number): readonly Trial[] =>
  Array.from({ length: count }, (_, number) => {
    const own = Object.entries(space.dimensions).map(
      ([name, dimension]) =>
        [name, valueAt(dimension, uniform(`${seed} ${number} ${name}`))] as const,
    );
    return { number, values: { ...space.fixed, ...Object.fromEntries(own) } };
  });

/** All combinations of the points of each setting; the last setting changes first. @throws UsageError, CommandError */
export function gridTrials(space: Space, count: number | undefined): readonly Trial[] {
  let rows: readonly TrialValues[] = [{}];
  for (const [name, dimension] of Object.entries(space.dimensions)) {
    const values = pointsOf(name, dimension);
    if (rows.length * values.length > mostTrials)
      throw new CommandError(`the grid has more than ${mostTrials} points, expected fewer`);
    rows = rows.flatMap((row) => values.map((value) => ({ ...row, [name]: value })));
  }
  if (count !== undefined && count !== rows.length)
    throw new UsageError(
      `--trials is ${count}, but the grid has ${rows.length} points; expected as many, or leave it out`,
    );
  return rows.map((row, number) => ({ number, values: { ...space.fixed, ...row } }));
}

function pointsOf(name: string, dimension: Dimension): TrialValues[string][] {
  if (dimension.scale === "choice") return [...dimension.values];
  const { points } = dimension;
  if (points === undefined)
    throw new CommandError(
      `${name} is a range without points, expected "points": N for a grid, or a choice`,
    );
  const all = Array.from({ length: points }, (_, i) => valueAt(dimension, i / (points - 1), true));
  return [...new Set(all)];
}

/** The value at a part of a dimension, 0 to 1; of whole numbers each has as much room, or stands at its own place in a grid. */
function valueAt(dimension: Dimension, part: number, grid = false): TrialValues[string] {
  if (dimension.scale === "choice") {
    const { values } = dimension;
    return values[Math.min(values.length - 1, Math.floor(part * values.length))]!;
  }
  const { scale, whole } = dimension;
  const margin = whole && !grid ? 0.5 : 0;
  const [from, to] = [dimension.from - margin, dimension.to + margin];
  const low = scale === "log" ? Math.max(from, dimension.from / 2) : from;
  const value = scale === "log" ? low * (to / low) ** part : low + (to - low) * part;
  if (!whole) return Number(value.toPrecision(4));
  return Math.min(dimension.to, Math.max(dimension.from, Math.round(value)));
}

/** In [0, 1), the same for the same text. */
const uniform = (text: string): number =>
  createHash("sha256").update(text).digest().readUIntBE(0, 6) / 2 ** 48;

/** A round of successive halving: so many trials go on to so many steps. Jamieson and Talwalkar, arXiv:1502.07943. */
export interface Rung {
  readonly trials: number;
  readonly steps: number;
}

/** Rounds in which a part of the trials, 1 / factor, goes on with factor times the steps; the last has all steps. */
export function rungsOf(trials: number, steps: number, factor: number): readonly Rung[] {
  const last = Math.floor(Math.log(trials) / Math.log(factor) + 1e-9);
  return Array.from({ length: last + 1 }, (_, rung) => ({
    trials: Math.max(1, Math.floor(trials / factor ** rung + 1e-9)),
    steps: Math.max(1, Math.round(steps * factor ** (rung - last))),
  }));
}
