import {
  defineProgram,
  type ElementType,
  type ParamType,
  type Program,
} from "../commands/program.ts";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { eachElement, flatGrid } from "../wgsl/each-element.ts";

interface FlatProgram<R extends string, W extends string, P extends string> {
  readonly name: string;
  /** Operands that are only read, by name; `{ x: "vec4f" }`. */
  readonly reads: Readonly<Record<R, ElementType>>;
  /** Results, and operands that are changed in place. */
  readonly writes: Readonly<Record<W, ElementType>>;
  readonly params?: Readonly<Record<P, ParamType>>;
  /** WGSL: functions that `each` calls. */
  readonly functions?: string;
  /** WGSL: once, before the elements; a uniform `return` in it ends the launch. */
  readonly before?: string;
  /** WGSL for the four elements of number `i` of every operand. */
  readonly each: string;
}

/**
 * A program over operands of one length, four elements a thread. There is no tail: memory comes in whole vec4s, so the
 * last one may be computed and stored past the operand's end.
 */
export const flatProgram = <R extends string, W extends string, P extends string = never>({
  name,
  reads,
  writes,
  params,
  functions = "",
  before = "",
  each,
}: FlatProgram<R, W, P>): Program<R, W, P | "vectors"> =>
  defineProgram<R, W, P | "vectors">({
    name,
    reads,
    writes,
    params: { ...params, vectors: "u32" } as Record<P | "vectors", ParamType>,
    code: functions + eachElement({ count: "vectors", before }, each),
  });

/** Run a flat program over `count` elements. */
export function runFlat<R extends string, W extends string, P extends string>(
  { run }: KernelContext,
  program: Program<R, W, P>,
  buffers: Readonly<Record<R | W, WebgpuBuffer>>,
  params: Readonly<Record<Exclude<P, "vectors">, number>>,
  count: number,
): void {
  const vectors = Math.ceil(count / 4);
  const all = { ...params, vectors } as Readonly<Record<P, number>>;
  run(program, buffers, all, flatGrid(vectors));
}
