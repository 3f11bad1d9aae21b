import { OptionError } from "../../options/option-error.ts";
import { roundHalfEven } from "../../preprocessing/round-half-even.ts";

/** A part of a sound, and how much of it at its ends overlaps with its neighbours, in samples. */
export interface SoundWindow {
  readonly samples: Float32Array;
  readonly strideLeft: number;
  readonly strideRight: number;
}

/** How a sound is cut, in samples. */
export interface WindowSizes {
  readonly length: number;
  readonly strideLeft: number;
  readonly strideRight: number;
}

/** Seconds in samples, as multiples of so many. */
export function windowSizes(
  task: string,
  seconds: number,
  strides: number | readonly [number, number] | undefined,
  { sampleRate, alignTo }: { readonly sampleRate: number; readonly alignTo: number },
): WindowSizes {
  const [left, right] = typeof strides === "object" ? strides : [strides, strides];
  const aligned = (time: number) => roundHalfEven((time * sampleRate) / alignTo) * alignTo;
  const length = aligned(seconds);
  const [strideLeft, strideRight] = [aligned(left ?? seconds / 6), aligned(right ?? seconds / 6)];
  if (length > strideLeft + strideRight) return { length, strideLeft, strideRight };
  throw new OptionError(
    `${task}: chunkLengthS is ${seconds} and strideLengthS [${strideLeft / sampleRate}, ${strideRight / sampleRate}], ` +
      "expected windows that are longer than their two overlaps",
  );
}

/** The windows of a sound, each as far behind the last as is not overlap. */
export function soundWindows(samples: Float32Array, sizes: WindowSizes): SoundWindow[] {
  const { length, strideLeft, strideRight } = sizes;
  const windows: SoundWindow[] = [];
  for (let start = 0; start < samples.length; start += length - strideLeft - strideRight) {
    const isLast = start + length >= samples.length;
    const own = samples.subarray(start, start + length);
    const before = start === 0 ? 0 : strideLeft;
    if (own.length > before)
      windows.push({ samples: own, strideLeft: before, strideRight: isLast ? 0 : strideRight });
    if (isLast) break;
  }
  return windows;
}
