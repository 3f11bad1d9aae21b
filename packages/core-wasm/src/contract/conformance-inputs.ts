import type { AnySpec } from "./conformance-spec.ts";
import type { Values } from "./kernel.ts";
import type { LongSum } from "./long-sums.ts";
import { type Shape, sizeOf } from "./shape.ts";

/** What operands have, by the name of the operand; optional ones may have none. */
export type Named<T> = Record<string, T | undefined>;

/** Standard normal inputs, float32 values in float64 arrays, changed by `plant`, made valid by the kernel's `prepare`. */
export function randomInputs(
  spec: AnySpec,
  sample: AnySpec["samples"][number],
  seed: number,
  plant?: (host: Named<Values>) => void,
): Named<Values> {
  const random = uniformStream(seed);
  const host: Named<Values> = {};
  for (const [name, operand] of Object.entries(spec.inputs)) {
    const shape = (sample.shapes as Named<Shape>)[name];
    if (!shape) continue;
    const size = sizeOf(shape);
    host[name] =
      operand.dtype === "int32" ? new Int32Array(size) : normals(size, sample.scale ?? 1, random);
  }
  plant?.(host);
  spec.prepare?.(host as never, sample.shapes as never, sample.attrs, random);
  return inFloat32(host);
}

/** The operands of a long sum. */
export function longSumInputs(spec: AnySpec, { shapes, attrs, ...use }: LongSum): Named<Values> {
  const host: Named<Values> = {};
  for (const [name, { dtype }] of Object.entries(spec.inputs)) {
    const shape = shapes[name];
    if (!shape) continue;
    const values =
      dtype === "int32" ? new Int32Array(sizeOf(shape)) : new Float64Array(sizeOf(shape));
    const value = use.values?.[name] ?? (() => (dtype === "int32" ? 0 : 0.3));
    for (let i = 0; i < values.length; i++) values[i] = value(i);
    host[name] = values;
  }
  if (use.prepared) spec.prepare?.(host as never, shapes as never, attrs, uniformStream(1));
  return inFloat32(host);
}

/** The values as float32 has them. */
function inFloat32(host: Named<Values>): Named<Values> {
  for (const values of Object.values(host))
    if (values instanceof Float64Array) values.set(new Float32Array(values));
  return host;
}

/** A small uniform generator in [0, 1) for test inputs. */
function uniformStream(seed: number): () => number {
  let state = (Math.imul(seed, 0x9e3779b9) ^ 0x5bd1e995) >>> 0;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return (state >>> 8) / 2 ** 24;
  };
}

function normals(size: number, scale: number, random: () => number): Float64Array {
  const values = new Float64Array(size);
  for (let i = 0; i < size; i++) values[i] = Math.fround(scale * normal(random));
  return values;
}

function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}
