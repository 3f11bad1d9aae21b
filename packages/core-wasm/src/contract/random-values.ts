import { philox4x32 } from "./philox.ts";

/**
 * Random numbers that are told apart from all others and not drawn yet: number i is a function of these fields and i
 * alone, so that whoever needs them first may draw them, in whatever order.
 */
export interface RandomValues {
  /** In [center - spread, center + spread), or normal with mean `center` and deviation `spread`. */
  readonly distribution: "uniform" | "normal";
  readonly center: number;
  readonly spread: number;
  /** Key of the generator. */
  readonly seed: number;
  readonly stream: number;
  /** What float32 rounds above this becomes it; of uniform numbers alone. */
  readonly largest?: number;
}

/** Numbers first, first + 1, ... of these as float64, into `out`: `first` is even. The definition for every device. */
export function drawFloat64(
  { distribution, center, spread, seed, stream }: RandomValues,
  out: Float64Array,
  first = 0,
): void {
  for (let i = 0; i < out.length; i += 2) {
    philox4x32((first + i) / 2, 0, 1, 0, seed, stream, words);
    const u = unit(words[0]!, words[1]!);
    const v = unit(words[2]!, words[3]!);
    if (distribution === "uniform") {
      out[i] = center + (2 * u - 1) * spread;
      if (i + 1 < out.length) out[i + 1] = center + (2 * v - 1) * spread;
      continue;
    }
    // Box and Muller, "A note on the generation of random normal deviates" (1958).
    const radius = spread * Math.sqrt(-2 * Math.log(1 - u));
    const angle = 2 * Math.PI * v;
    out[i] = center + radius * Math.cos(angle);
    if (i + 1 < out.length) out[i + 1] = center + radius * Math.sin(angle);
  }
}

/** The float32 numbers that a tensor holds: those of drawFloat64, rounded once. */
export function drawFloat32(values: RandomValues, count: number): Float32Array {
  const exact = new Float64Array(count);
  drawFloat64(values, exact);
  const { largest = Infinity } = values;
  return Float32Array.from(exact, (value) => Math.min(Math.fround(value), largest));
}

const words = new Uint32Array(4);

/** 53 random bits in [0, 1). */
const unit = (high: number, low: number): number =>
  ((high >>> 5) * 2 ** 26 + (low >>> 6)) / 2 ** 53;
