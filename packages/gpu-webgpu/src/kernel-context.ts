import type {
  DType,
  InPlaceKernelName,
  KernelName,
  Launch,
  LaunchAll,
} from "@qkv/core-wasm/contract";
import type { DescribeFault } from "./commands/faults.ts";
import type { Program } from "./commands/program.ts";
import type { WebgpuBuffer } from "./memory/gpu-buffer.ts";

export type Workgroups = number | readonly [number, number] | readonly [number, number, number];

/** What a launch works with: a way to record programs, temporary memory, and what the device can do. */
export interface KernelContext {
  /**
   * Record one program. Buffers and parameters by the names that the program gives them. `describe` makes the error
   * for a program that checks its operands. No workgroups, no work.
   */
  run<R extends string, W extends string, P extends string>(
    program: Program<R, W, P>,
    buffers: Readonly<Record<R | W, WebgpuBuffer>>,
    params: Readonly<Record<P, number>>,
    workgroups: Workgroups,
    describe?: DescribeFault,
  ): void;
  /** Copy a buffer's contents to another of the same size. */
  copy(source: WebgpuBuffer, target: WebgpuBuffer): void;
  /** Memory for the programs of this launch alone: valid until the launch returns. */
  temporary(length: number, dtype?: DType): WebgpuBuffer;
  /** Lanes that every subgroup has at least; 0 when subgroups are not to be used. */
  readonly subgroupSize: number;
  /** Tiles of products have the quads of a subgroup exchange what they read. */
  readonly quadTiles: boolean;
  readonly limits: GPUSupportedLimits;
}

/** The launches of some kernels, over WebGPU buffers. */
export type KernelSet<K extends KernelName> = (context: KernelContext) => {
  readonly [N in K]: Launch<N, WebgpuBuffer>;
};

/** The same for kernels that take any number of sets of operands at once. */
export type JointKernelSet<K extends InPlaceKernelName> = (context: KernelContext) => {
  readonly [N in K]: LaunchAll<N, WebgpuBuffer>;
};
