import { bufferUsage } from "../device/buffer-usage.ts";
import { DeviceLostError, DeviceOutOfMemoryError, KernelError } from "../device/errors.ts";
import type { DeviceArray, MemoryBlock } from "../memory/gpu-buffer.ts";
import { BindGroups } from "./bind-groups.ts";
import { type DescribeFault, Faults } from "./faults.ts";
import { ParameterSlots, slotsPerBatch } from "./parameter-slots.ts";
import { type Pipeline, Pipelines } from "./pipelines.ts";
import type { Program } from "./program.ts";

interface Dispatch {
  readonly pipeline: Pipeline;
  readonly group: GPUBindGroup;
  readonly offset: number;
  readonly workgroups: readonly [number, number, number];
}
interface Copy {
  readonly source: GPUBuffer;
  readonly target: GPUBuffer;
  readonly targetOffset: number;
  readonly bytes: number;
  /** Destroy the source once the copy is submitted. */
  readonly once: boolean;
}
type Command = Dispatch | Copy;

/** By its class's name: Node has no global GPUOutOfMemoryError. */
const errorOf = (error: GPUError): Error =>
  error.constructor.name === "GPUOutOfMemoryError"
    ? new DeviceOutOfMemoryError(`webgpu: the device has no memory left (${error.message})`)
    : new KernelError(error.message);

/**
 * Everything the device is asked to do, in order. Launches are recorded and return at once; `flush` submits them in
 * one pass. Where a pipeline is still being compiled the batch, and all that follow, wait for it.
 */
export class CommandQueue {
  readonly device: GPUDevice;
  readonly pipelines: Pipelines;
  readonly bindGroups: BindGroups;
  readonly faults = new Faults();
  readonly slots: ParameterSlots;
  #commands: Command[] = [];
  #dispatches = 0;
  #batch = 0;
  /** Batches that wait for pipelines; undefined when none does. */
  #waiting: Promise<void> | undefined;
  #failure: Error | undefined;
  /** Counts for profiles and tests. */
  readonly counts = { dispatches: 0, passes: 0, submits: 0 };

  constructor(device: GPUDevice) {
    this.device = device;
    this.pipelines = new Pipelines(device);
    this.bindGroups = new BindGroups(device);
    this.slots = new ParameterSlots(device, this.pipelines);
    device.addEventListener("uncapturederror", (event) => {
      event.preventDefault();
      this.fail(errorOf(event.error));
    });
    device.lost.then(({ reason, message }) => {
      this.#failure = new DeviceLostError(
        `webgpu: the device is lost (${reason}${message ? `: ${message}` : ""}); what was in its memory is gone; ` +
          "make a new device, or await recovered() on one that keeps host copies",
      );
    });
  }

  /** The next launch or read throws this. */
  fail(error: Error): void {
    this.#failure ??= error;
  }

  get lost(): boolean {
    return this.#failure instanceof DeviceLostError;
  }

  throwIfFailed(): void {
    if (!this.#failure) return;
    const failure = this.#failure;
    if (!(failure instanceof DeviceLostError)) this.#failure = undefined;
    throw failure;
  }

  /** True when all that was recorded is submitted. */
  get empty(): boolean {
    return !this.#waiting && this.#commands.length === 0;
  }

  dispatch(
    program: Program,
    blocks: readonly MemoryBlock[],
    params: Readonly<Record<string, number>>,
    workgroups: readonly [number, number, number],
    describe?: DescribeFault,
  ): void {
    this.throwIfFailed();
    const pipeline = this.pipelines.of(program);
    const group = this.bindGroups.of(pipeline, blocks);
    const faultId = describe ? this.faults.register(describe) : 0;
    const offset = this.slots.write(program, params, faultId);
    for (const block of blocks) block.lastBatch = this.#batch;
    this.#commands.push({ pipeline, group, offset, workgroups });
    this.counts.dispatches++;
    if (++this.#dispatches >= slotsPerBatch) this.flush();
  }

  copy(
    source: GPUBuffer,
    target: GPUBuffer,
    bytes: number,
    { once = false, targetOffset = 0 }: { once?: boolean; targetOffset?: number } = {},
  ): void {
    this.#commands.push({ source, target, targetOffset, bytes, once });
  }

  /** Mark a block as used by the batch that is being recorded. */
  touch(block: MemoryBlock): void {
    block.lastBatch = this.#batch;
  }

  /** Whether commands that are recorded and not submitted use a block. */
  uses(block: MemoryBlock): boolean {
    return block.lastBatch === this.#batch;
  }

  /** Put values into a block: at once when nothing recorded may still use it, else in the order of the commands. */
  upload(block: MemoryBlock, values: DeviceArray): void {
    if (!this.#waiting && !this.uses(block)) {
      this.device.queue.writeBuffer(block.gpu, 0, values);
      return;
    }
    const staging = this.device.createBuffer({
      label: "upload",
      size: values.byteLength,
      usage: bufferUsage.copySource,
      mappedAtCreation: true,
    });
    new Uint8Array(staging.getMappedRange()).set(new Uint8Array(values.buffer));
    staging.unmap();
    this.copy(staging, block.gpu, values.byteLength, { once: true });
    this.touch(block);
  }

  /** Hand everything recorded to the device. Resolves at once unless pipelines are still being compiled. */
  flush(): Promise<void> | undefined {
    if (this.#commands.length === 0) return this.#waiting;
    const commands = this.#commands;
    this.#commands = [];
    this.#dispatches = 0;
    this.#batch++;
    const compiling = commands.flatMap((command) =>
      "pipeline" in command && !command.pipeline.compiled ? [command.pipeline.ready] : [],
    );
    if (!this.#waiting && compiling.length === 0) {
      this.#submit(commands, this.slots.take());
      return undefined;
    }
    const words = this.slots.takeCopy();
    const waiting: Promise<void> = Promise.all([this.#waiting, ...compiling])
      .then(() => this.#submit(commands, words))
      .catch((error: Error) => this.fail(error))
      .finally(() => {
        if (this.#waiting === waiting) this.#waiting = undefined;
      });
    this.#waiting = waiting;
    return waiting;
  }

  #submit(commands: readonly Command[], words: Uint32Array<ArrayBuffer>): void {
    this.slots.upload(words);
    const encoder = this.device.createCommandEncoder({ label: "qkv" });
    let pass: GPUComputePassEncoder | undefined;
    let current: Pipeline | undefined;
    for (const command of commands)
      if ("pipeline" in command) {
        const { pipeline, group, offset, workgroups } = command;
        if (!pass) {
          pass = encoder.beginComputePass({ label: "qkv" });
          this.counts.passes++;
          current = undefined;
        }
        if (pipeline !== current) pass.setPipeline(pipeline.compiled!);
        current = pipeline;
        pass.setBindGroup(0, group);
        const { plainGroup, checkedGroup } = this.slots;
        pass.setBindGroup(1, pipeline.program.checks ? checkedGroup : plainGroup, [offset]);
        pass.dispatchWorkgroups(...workgroups);
      } else {
        pass?.end();
        pass = undefined;
        const { source, target, targetOffset, bytes } = command;
        encoder.copyBufferToBuffer(source, 0, target, targetOffset, bytes);
      }
    pass?.end();
    this.device.queue.submit([encoder.finish()]);
    this.counts.submits++;
    for (const command of commands) if ("once" in command && command.once) command.source.destroy();
  }
}
