import { bufferUsage } from "../device/buffer-usage.ts";
import type { Pipelines } from "./pipelines.ts";
import { type Program, slotBytes } from "./program.ts";

/**
 * Launches of one batch of commands; each has a slot of parameters. Few enough that the device begins while the host
 * still records the rest of a step, many enough that the cost of a submit is small beside theirs.
 */
export const slotsPerBatch = 128;
const slotWords = slotBytes / 4;

/** The parameters of a batch of launches: written on the host, uploaded in one piece, bound at dynamic offsets. */
export class ParameterSlots {
  readonly #device: GPUDevice;
  readonly #uniform: GPUBuffer;
  /** What kernels report of their operands, and what it holds while there is nothing to report. */
  readonly faults: GPUBuffer;
  readonly noFault: GPUBuffer;
  readonly plainGroup: GPUBindGroup;
  readonly checkedGroup: GPUBindGroup;
  #words = new Uint32Array(slotsPerBatch * slotWords);
  #floats = new Float32Array(this.#words.buffer);
  #used = 0;

  constructor(device: GPUDevice, { parameterLayouts }: Pipelines) {
    this.#device = device;
    this.#uniform = device.createBuffer({
      label: "parameters",
      size: slotsPerBatch * slotBytes,
      usage: bufferUsage.uniform | bufferUsage.copyDestination,
    });
    const faults = (label: string) =>
      device.createBuffer({
        label,
        size: 16,
        usage: bufferUsage.storage | bufferUsage.copySource | bufferUsage.copyDestination,
      });
    this.faults = faults("faults");
    this.noFault = faults("no fault");
    const params = { binding: 0, resource: { buffer: this.#uniform, size: slotBytes } };
    this.plainGroup = device.createBindGroup({
      label: "parameters",
      layout: parameterLayouts.plain,
      entries: [params],
    });
    this.checkedGroup = device.createBindGroup({
      label: "parameters",
      layout: parameterLayouts.checked,
      entries: [params, { binding: 1, resource: { buffer: this.faults } }],
    });
  }

  /** Write one launch's parameters; returns their offset in bytes. */
  write(program: Program, values: Readonly<Record<string, number>>, faultId: number): number {
    const start = this.#used++ * slotWords;
    let at = start;
    for (const name in program.params) {
      const value = values[name]!;
      if (program.params[name] === "f32") this.#floats[at++] = value;
      else this.#words[at++] = value;
    }
    this.#words[at] = faultId;
    return 4 * start;
  }

  /** The batch's parameters, cut off for their upload; the next batch begins with none. */
  take(): Uint32Array<ArrayBuffer> {
    const words = this.#words.subarray(0, this.#used * slotWords);
    this.#used = 0;
    return words;
  }

  /** As `take`, when the upload has to wait: the words are not overwritten by the next batch. */
  takeCopy(): Uint32Array<ArrayBuffer> {
    return this.take().slice();
  }

  upload(words: Uint32Array<ArrayBuffer>): void {
    if (words.length > 0) this.#device.queue.writeBuffer(this.#uniform, 0, words);
  }
}
