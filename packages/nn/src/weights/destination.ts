import type { HalfFloats } from "@qkv/core-wasm/contract";
import { tensor } from "../device/create-tensor.ts";
import { noteKept } from "../tensor/collection-pressure.ts";
import type { Device } from "../tensor/device.ts";
import { launch } from "../tensor/launch.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { HostTensor } from "./host-tensor.ts";

type Values = HostTensor["values"];

/** Where the values of a parameter go while they are read. Disposing of it leaves the model as it was, unless it has finished. */
export interface Destination extends Disposable {
  /** Values that follow those before, row-major. */
  write(values: Values): void;
  /** The same for floats of 16 bits, where the device widens them. */
  readonly writeHalves?: ((values: HalfFloats) => void) | undefined;
  /** All have come: the model goes on with them. */
  finish(): Promise<void>;
}

/** The destination of a parameter that is to lie on a device; undefined for one that goes on as a float32 or int32 tensor. */
export type DestinationOf = (parameter: Tensor, device: Device) => Destination | undefined;

/** The parameter itself, or one on another device that takes its place. */
export class ParameterDestination implements Destination {
  readonly #parameter: Tensor;
  readonly #place: Tensor;
  #begin = 0;

  constructor(parameter: Tensor, device: Device) {
    const { shape, dtype } = parameter;
    this.#parameter = parameter;
    if (device === parameter.device) this.#place = parameter;
    else {
      this.#place = Tensor.empty(device, shape, dtype).makeLasting();
      noteKept(device, 4 * parameter.size);
    }
  }

  write(values: Values): void {
    if (this.#begin === 0) this.#place.storage.willBeOverwritten();
    writeElements(this.#place, this.#begin, values);
    this.#begin += values.length;
  }

  get writeHalves(): Destination["writeHalves"] {
    const { storage } = this.#place;
    if (!storage.device.backend.uploadPart || storage.dtype !== "float32") return undefined;
    return (values) => {
      if (this.#begin === 0) storage.willBeOverwritten();
      storage.uploadPart(values, this.#begin);
      this.#begin += values.bits.length;
    };
  }

  async finish(): Promise<void> {
    if (this.#place !== this.#parameter) await this.#parameter.goOnIn(this.#place.storage.share());
  }

  [Symbol.dispose](): void {
    if (this.#place !== this.#parameter) this.#place.dispose();
  }
}

/** Copy values in from element `begin` on. */
export function writeElements(place: Tensor, begin: number, values: Values): void {
  if (place.device.backend.uploadPart) {
    place.storage.uploadPart(values, begin);
    return;
  }
  if (values.length === place.size) {
    place.upload(values);
    return;
  }
  using rows = tensor(values, { device: place.device });
  const row = { batch: 1, count: 1, width: values.length };
  const to = { targetOffset: begin, targetBatch: 0, targetRow: 0 };
  const from = { sourceOffset: 0, sourceBatch: 0, sourceRow: 0 };
  launch("writeRows", { target: place, rows }, { ...row, ...to, ...from });
}
