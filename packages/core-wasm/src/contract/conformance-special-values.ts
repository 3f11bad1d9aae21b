import type { Backend, HostArray, KernelName } from "./backend.ts";
import { compare } from "./conformance-compare.ts";
import { evaluate } from "./conformance-evaluate.ts";
import { randomInputs } from "./conformance-inputs.ts";
import { type AnySpec, specOf } from "./conformance-spec.ts";
import type { Values } from "./kernel.ts";
import { createReferenceBackend } from "./reference.ts";
import { type Shape, sizeOf } from "./shape.ts";

type Named<T> = Record<string, T | undefined>;

/** One sample of a kernel with one of its operands, into which special values go. */
export interface SpecialUse {
  readonly kernel: KernelName;
  readonly name: string;
  readonly sample: AnySpec["samples"][number];
  readonly operand: string;
  readonly seed: number;
}

const specials = { NaN, infinity: Infinity, "-infinity": -Infinity } as const;
/** Samples of a kernel that are walked over, and elements of one at most: each is launched six times an operand. */
const mostSamples = 6;
const mostElements = 5000;

/** Every float32 operand of some samples of a kernel: a part of its samples, evenly spread, that are not large. */
export function specialUses(kernel: KernelName): readonly SpecialUse[] {
  const spec = specOf(kernel);
  const small = spec.samples.flatMap((sample, index) => {
    const shapes = Object.values(sample.shapes as Named<Shape>);
    const elements = shapes.reduce((sum, shape) => sum + (shape ? sizeOf(shape) : 0), 0);
    const ordinary = sample.scale === undefined || sample.scale === 1;
    return ordinary && elements > 0 && elements <= mostElements ? [{ sample, index }] : [];
  });
  const step = Math.max(1, (small.length - 1) / (mostSamples - 1));
  const chosen = new Set(
    Array.from({ length: mostSamples }, (_, i) => small[Math.round(i * step)]),
  );
  return [...chosen].flatMap((one) => {
    if (!one) return [];
    const { sample, index } = one;
    const shapes = sample.shapes as Named<Shape>;
    return Object.entries(spec.inputs).flatMap(([operand, { dtype }]) => {
      const shape = shapes[operand];
      if (!shape || sizeOf(shape) === 0 || dtype === "int32") return [];
      return [{ kernel, name: `#${index} ${operand}`, sample, operand, seed: 1 + index }];
    });
  });
}

/**
 * Throw unless the backend gives NaN where the reference does, infinities where it does, and the same numbers elsewhere,
 * when an element of the operand is NaN or infinite: one among the others, then the last, where a tail ends. It is there
 * before the kernel's `prepare`, so that saved statistics belong to it.
 */
export async function expectSpecialValues(
  { kernel, sample, operand, seed }: SpecialUse,
  backend: Backend,
): Promise<void> {
  const spec = specOf(kernel);
  const { shapes, attrs } = sample;
  const size = sizeOf((shapes as Named<Shape>)[operand]!);
  for (const [name, value] of Object.entries(specials))
    for (const at of new Set([(size >> 1) - (size > 4 ? 1 : 0), size - 1])) {
      const plant = (host: Named<Values>) => {
        host[operand]![at] = value;
      };
      const host = randomInputs(spec, sample, seed, plant);
      const on = (device: Backend) => evaluate(kernel, spec, host, shapes, attrs, device);
      const actual = await on(backend).catch((refusal: Error) => refusal);
      const expected = await on(createReferenceBackend()).catch((refusal: Error) => refusal);
      if (expected instanceof Error) {
        expectRefusal(expected.message, actual);
        continue;
      }
      if (actual instanceof Error) throw actual;
      for (const [output, values] of Object.entries(expected))
        compare(
          `${kernel} with ${name} at ${operand}[${at}] of ${size}: ${output}`,
          actual[output]!,
          allowing(spec, sample, value, actual[output]!, Float32Array.from(values)),
          spec.tolerance,
        );
    }
}

function expectRefusal(expected: string, came: unknown): void {
  const message = came instanceof Error ? came.message : "nothing";
  if (message !== expected) throw new Error(`the error is ${message}, expected ${expected}`);
}

/** The expected values, with the actual ones where the kernel leaves open which of several it gives. */
function allowing(
  { nonFinite }: AnySpec,
  { shapes, attrs }: AnySpec["samples"][number],
  planted: number,
  actual: HostArray,
  expected: Float32Array,
): Float32Array {
  const byZero = nonFinite?.byZero?.(attrs, shapes) === true;
  const infinityOrNaN = nonFinite?.infinityOrNaN === true && Math.abs(planted) === Infinity;
  return expected.map((value, i) => {
    const other = actual[i]!;
    const open = Number.isFinite(value)
      ? byZero && Number.isNaN(other)
      : infinityOrNaN && (!Number.isFinite(other) || (byZero && Number.isNaN(value)));
    return open ? other : value;
  });
}
