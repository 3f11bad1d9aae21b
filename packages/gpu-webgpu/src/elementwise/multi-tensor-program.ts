import {
  defineProgram,
  type ElementType,
  type ParamType,
  type Program,
  variants,
} from "../commands/program.ts";
import type { KernelContext } from "../kernel-context.ts";
import type { WebgpuBuffer } from "../memory/gpu-buffer.ts";
import { flatWorkgroup } from "../wgsl/each-element.ts";
import { workgroupMain } from "../wgsl/workgroup-main.ts";

/** Uniforms of a program. */
const mostParams = 60;

interface MultiTensorProgram<
  R extends string,
  W extends string,
  C extends string,
  P extends string,
> {
  readonly name: string;
  /** Operands of a set that are only read. */
  readonly reads?: readonly R[];
  /** Operands of a set that are changed in place. */
  readonly writes: readonly W[];
  /** Operands that all sets share, and only read. */
  readonly common?: Readonly<Record<C, ElementType>>;
  readonly params: Readonly<Record<P, ParamType>>;
  /** WGSL: once, before the elements; a uniform `return` in it ends the launch. */
  readonly before?: string;
  /** WGSL for the four elements `NAME[i]` of every operand. */
  readonly each: string;
}

/** A flat program over several sets of operands at once, each of one length. */
export interface MultiTensorLaunch<
  Own extends string = string,
  C extends string = string,
  P extends string = string,
> {
  /** The sets are the first of every list and so on; as many of them in a dispatch as the device binds buffers. */
  run(
    context: KernelContext,
    lists: Readonly<Record<Own, readonly WebgpuBuffer[]>>,
    common: Readonly<Record<C, WebgpuBuffer>>,
    params: Readonly<Record<P, number>>,
  ): void;
}

/** As `flatProgram`, for any number of sets: a workgroup finds its set by the blocks of elements that come before. */
export function multiTensorProgram<
  P extends string,
  R extends string = never,
  W extends string = never,
  C extends string = never,
>(definition: MultiTensorProgram<R, W, C, P>): MultiTensorLaunch<R | W, C, P> {
  const { reads = [], writes, params } = definition;
  const common = Object.keys(definition.common ?? {});
  const own: readonly (R | W)[] = [...reads, ...writes];
  const program = variants((sets: number) => programOf(definition, sets));
  return {
    run(context, lists, shared, values) {
      const count = lists[own[0]!].length;
      const bound = context.limits.maxStorageBuffersPerShaderStage - common.length;
      const most = Math.max(
        1,
        Math.min(
          Math.floor(bound / own.length),
          Math.floor((mostParams - Object.keys(params).length) / 2),
        ),
      );
      for (let first = 0; first < count; first += most) {
        const sets = Math.min(most, count - first);
        const buffers: Record<string, WebgpuBuffer> = { ...shared };
        const all: Record<string, number> = { ...values };
        let end = 0;
        for (let set = 0; set < sets; set++) {
          for (const name of own) buffers[`${name}${set}`] = lists[name][first + set]!;
          const vectors = Math.ceil(lists[own[0]!][first + set]!.length / 4);
          end += Math.ceil(vectors / flatWorkgroup);
          all[`vectors${set}`] = vectors;
          all[`end${set}`] = end;
        }
        context.run(program(sets), buffers, all, Math.min(end, 65535));
      }
    },
  };
}

function programOf(
  {
    name,
    reads = [],
    writes,
    common,
    params,
    before = "",
    each,
  }: MultiTensorProgram<string, string, string, string>,
  sets: number,
): Program {
  const numbers = Array.from({ length: sets }, (_, set) => set);
  const numbered = (names: readonly string[]): Record<string, ElementType> =>
    Object.fromEntries(numbers.flatMap((set) => names.map((one) => [`${one}${set}`, "vec4f"])));
  const element = new RegExp(`\\b(${[...reads, ...writes].join("|")})\\[i\\]`, "g");
  const bounds = numbers.flatMap((set) => [
    [`vectors${set}`, "u32"],
    [`end${set}`, "u32"],
  ]);
  const ofSet = (set: number) => `if (block < params.end${set}) {
      let i = (block${set === 0 ? "" : ` - params.end${set - 1}`}) * ${flatWorkgroup}u + thread;
      if (i < params.vectors${set}) {
        ${each.replace(element, `$1${set}[i]`)}
      }
    }`;
  return defineProgram({
    name,
    reads: { ...common, ...numbered(reads) },
    writes: numbered(writes),
    params: { ...params, ...(Object.fromEntries(bounds) as Record<string, ParamType>) },
    code: `${workgroupMain(flatWorkgroup, "thread")} {
  ${before}
  for (var block = group.x; block < params.end${sets - 1}; block += groups.x) {
    ${numbers.map(ofSet).join(" else ")}
  }
}`,
  });
}
