import type { ComparedTensor, Comparison, SweepPoint } from "../../engine/protocol.ts";

export interface Verdict {
  readonly comparison: Comparison;
  readonly agrees: boolean;
  /** The tensor that differs the most. */
  readonly worst: ComparedTensor;
  /** Its difference as a part of what is allowed; Infinity where nothing is. */
  readonly share: number;
  /** Of tensors that differ by more than is allowed. */
  readonly departures: number;
  /** Where the fault is to be looked for. */
  readonly first: ComparedTensor | undefined;
}

/** NaN differs by more than anything that is allowed. */
export const departs = ({ relative }: ComparedTensor, tolerance: number): boolean =>
  !(relative <= tolerance);

export function verdictOf(comparison: Comparison): Verdict | undefined {
  const { tensors, tolerance } = comparison;
  const [one] = tensors;
  if (!one) return undefined;
  const worst = tensors.reduce((most, next) => (next.relative > most.relative ? next : most), one);
  const departing = tensors.filter((tensor) => departs(tensor, tolerance));
  return {
    ...{ comparison, worst, agrees: departing.length === 0 },
    share: worst.relative === 0 ? 0 : worst.relative / tolerance,
    ...{ departures: departing.length, first: departing[0] },
  };
}

/** What the view is about comes first: the GPU beside WebAssembly, or, without one, what differs most from float64. */
export function mainComparison(comparisons: readonly Comparison[]): Comparison | undefined {
  const pair = comparisons.find(({ a, b }) => b === "webgpu" && a !== "float64");
  if (pair) return pair;
  const share = (one: Comparison) => verdictOf(one)?.share ?? 0;
  return comparisons.toSorted((a, b) => share(b) - share(a))[0];
}

export const keyOf = ({ a, b }: Comparison): string => `${a}:${b}`;

/** The width from which the GPU is the faster one, between two measured ones by a straight line in logarithms. */
export type Overtaking =
  | { readonly kind: "from"; readonly width: number }
  | { readonly kind: "always" | "never" | "unknown" };

/** The GPU beside the fastest WebAssembly of each width. */
export function overtaking(points: readonly SweepPoint[]): Overtaking {
  const rows = [...new Set(points.map(({ width }) => width))]
    .sort((a, b) => a - b)
    .flatMap((width) => {
      const here = points.filter((point) => point.width === width);
      const gpu = here.find(({ backend }) => backend === "webgpu")?.milliseconds;
      const wasm = Math.min(
        ...here.filter(({ backend }) => backend !== "webgpu").map((point) => point.milliseconds),
      );
      return gpu === undefined || wasm === Infinity ? [] : [{ width, lead: Math.log(wasm / gpu) }];
    });
  if (rows.length === 0) return { kind: "unknown" };
  const behind = rows.findLastIndex(({ lead }) => lead <= 0);
  if (behind === -1) return { kind: "always" };
  if (behind === rows.length - 1) return { kind: "never" };
  const [from, to] = [rows[behind]!, rows[behind + 1]!];
  const part = -from.lead / (to.lead - from.lead);
  const width = Math.exp(Math.log(from.width) + part * Math.log(to.width / from.width));
  return { kind: "from", width: Math.round(width) };
}

/** 32, 64, 128, … and the widest, a multiple of 32. */
export function sweptWidths(widest: number): readonly number[] {
  const last = Math.max(32, 32 * Math.floor(widest / 32));
  const widths: number[] = [];
  for (let width = 32; width < last; width *= 2) widths.push(width);
  return [...widths, last];
}
