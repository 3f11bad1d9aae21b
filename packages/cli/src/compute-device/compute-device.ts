import { type Device, defaultDevice, type HostTensor, init, setDefaultDevice } from "@qkv/nn";
import { measureDevices, type RunnableModule } from "@qkv/nn/device-comparison";
import { isUnavailable } from "../failures/device-error.ts";
import type { Printer } from "../terminal/printer.ts";
import { CompilationNotice } from "./compilation-notice.ts";
import type { DeviceChoice } from "./device-option.ts";
import { openWebgpu } from "./open-webgpu.ts";

/** A model and inputs of a step that is timed. */
export interface SampleStep {
  readonly model: RunnableModule;
  readonly inputs: readonly HostTensor[];
  /** Frees a model that was made for nothing else. */
  readonly dispose?: () => void;
}

/** The device of a command, from its choice to its end. */
export class ComputeDevice implements AsyncDisposable {
  readonly choice: DeviceChoice;
  /** WASM, where weights can be read at once. */
  readonly host: Device;
  #device: Device;

  private constructor(choice: DeviceChoice, host: Device) {
    this.choice = choice;
    this.host = host;
    this.#device = host;
  }

  /** Everything is made on it from here on. With `auto` that is WASM, until `settle` has measured. */
  static async open(choice: DeviceChoice = "wasm", threads?: number): Promise<ComputeDevice> {
    const host = threads === undefined ? defaultDevice() : await init({ threads });
    const compute = new ComputeDevice(choice, host);
    if (choice === "webgpu") compute.#device = await init({ device: await openWebgpu() });
    return compute;
  }

  get device(): Device {
    return this.#device;
  }

  /** Make something on the host: a model that is read, checked and perhaps quantised before it is moved. */
  async onHost<T>(make: () => Promise<T>): Promise<T> {
    setDefaultDevice(this.host);
    try {
      return await make();
    } finally {
      setDefaultDevice(this.#device);
    }
  }

  /** With `auto`, time the step on WASM and the GPU, go on with the faster, and say so. */
  async settle(makeStep: () => SampleStep, printer: Printer): Promise<void> {
    if (this.choice !== "auto") return;
    const gpu = await openWebgpu().catch((error: unknown) => {
      if (!isUnavailable(error)) throw error;
      printer.say(`--device auto takes wasm: ${error.message.replaceAll("\n", " ")}`);
    });
    if (!gpu) return;
    const device = await init({ device: gpu });
    await init({ device: this.host }); // the step is made there
    const step = makeStep();
    using _ = new CompilationNotice(device, printer);
    const [faster, slower] = await measureDevices(step.model, step.inputs, [
      this.host,
      device,
    ]).finally(() => step.dispose?.());
    const time = (milliseconds: number): string => `${milliseconds.toPrecision(3)} ms`;
    printer.say(
      `--device auto takes ${faster!.device.name}: ${time(faster!.milliseconds)} a step of this model, ` +
        `${slower!.device.name} ${time(slower!.milliseconds)}`,
    );
    await slower!.device.dispose();
    this.#device = await init({ device: faster!.device });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.host.dispose();
    if (this.#device !== this.host) await this.#device.dispose();
  }
}
