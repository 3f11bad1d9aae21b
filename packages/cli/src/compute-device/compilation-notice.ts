import type { Device } from "@qkv/nn";
import type { Printer } from "../terminal/printer.ts";

const patience = 2000;

/** Says that a GPU's kernels are being compiled, when the first result takes longer than two seconds. */
export class CompilationNotice implements Disposable {
  readonly #timer: NodeJS.Timeout | undefined;

  constructor(device: Device, printer: Printer) {
    if (device.name !== "webgpu") return;
    this.#timer = setTimeout(
      () => printer.say("compiling the kernels of the first step for the GPU ..."),
      patience,
    );
  }

  /** The first result is there. */
  end(): void {
    clearTimeout(this.#timer);
  }

  [Symbol.dispose](): void {
    this.end();
  }
}
