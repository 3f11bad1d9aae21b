import type { MemoryBlock } from "../memory/gpu-buffer.ts";
import type { Pipeline } from "./pipelines.ts";

const mostKept = 16384;

/** Bind groups by pipeline and memory blocks. Making one costs as much as a dispatch; a training step needs none. */
export class BindGroups {
  readonly #device: GPUDevice;
  readonly #groups = new Map<string, GPUBindGroup>();
  #made = 0;

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  /** How many were ever made: stands still once steps repeat. */
  get made(): number {
    return this.#made;
  }

  of(pipeline: Pipeline, blocks: readonly MemoryBlock[]): GPUBindGroup {
    let key = `${pipeline.number}`;
    for (const { id } of blocks) key += ` ${id}`;
    let group = this.#groups.get(key);
    if (!group) {
      if (this.#groups.size >= mostKept) this.#groups.clear();
      this.#made++;
      group = this.#device.createBindGroup({
        label: pipeline.program.name,
        layout: pipeline.layout,
        entries: blocks.map(({ gpu }, binding) => ({ binding, resource: { buffer: gpu } })),
      });
      this.#groups.set(key, group);
    }
    return group;
  }

  /** Forget all: their blocks are about to be destroyed. */
  clear(): void {
    this.#groups.clear();
  }
}
