import { ComputeDevice } from "../compute-device/compute-device.ts";
import type { DeviceChoice } from "../compute-device/device-option.ts";
import { expectThreads, refuseThreads } from "../compute-device/expect-threads.ts";
import { answerGroups } from "./answer-groups.ts";
import type { Answer, BatchPlan, ShardWork } from "./answers.ts";
import { type Computation, openComputation } from "./open-computation.ts";

/** What a machine computes with; it changes no result. */
export interface Machine {
  readonly device?: Exclude<DeviceChoice, "auto">;
  readonly threads?: number;
}

/** Refuse options that do not go together. @throws UsageError */
export function expectMachine({ device, threads }: Machine): void {
  if (threads !== undefined) expectThreads(threads);
  if (device === "webgpu") refuseThreads(threads, device);
}

/** Computes shards in this process, and keeps the model of the last one. */
export class ShardComputer implements AsyncDisposable {
  readonly #machine: Machine;
  #compute: ComputeDevice | undefined;
  #open: { readonly plan: string; readonly computation: Computation } | undefined;

  constructor(machine: Machine) {
    this.#machine = machine;
  }

  /** Answers as they come, group by group; the first list is empty, and says that the model is there. */
  async *answer(
    work: ShardWork,
    signal?: AbortSignal,
  ): AsyncGenerator<readonly Answer[], void, void> {
    const { compute } = await this.#computation(work.plan, signal);
    yield [];
    yield* answerGroups(work, compute, signal);
  }

  async #computation(plan: BatchPlan, signal?: AbortSignal): Promise<Computation> {
    const { device, threads } = this.#machine;
    this.#compute ??= await ComputeDevice.open(device, threads);
    const name = JSON.stringify(plan);
    if (this.#open?.plan === name) return this.#open.computation;
    this.#open?.computation.dispose();
    this.#open = undefined;
    const computation = await openComputation(plan, this.#compute, signal);
    this.#open = { plan: name, computation };
    return computation;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#open?.computation.dispose();
    await this.#compute?.[Symbol.asyncDispose]();
  }
}
