import { defaultDevice } from "../device/default-device.ts";
import { Dropout } from "../layers/dropout.ts";
import { Module } from "../module/module.ts";
import { parameterFields, parameterOptions } from "../module/parameter-options.ts";
import { add } from "../ops/add.ts";
import { slice } from "../ops/slice.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectCount } from "../options/expect-count.ts";
import { number } from "../options/fields.ts";
import type { Device } from "../tensor/device.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { expectTokens, type PositionOptions, positionOptions } from "./position-options.ts";
import { sinusoidalPositions } from "./sinusoidal-positions.ts";

const moduleOptions = defineOptions("PositionalEncoding", {
  /** Of the sum; 0.1 unless given, as in PyTorch's tutorial. */
  dropout: number({ from: 0, to: 1, default: 0.1 }),
  ...parameterFields,
});

/** Dropout of a `PositionalEncoding`, and where it is made. */
export type PositionalEncodingOptions = Given<typeof moduleOptions>;

/**
 * x plus sinusoids of the position, then dropout: [..., tokens, dModel] of any length. As in PyTorch's
 * language-modelling tutorial, but with the batch first and without the table in the state dict.
 */
export class PositionalEncoding extends Module {
  readonly dModel: number;
  readonly #dropout: Dropout;
  #device: Device;
  /** [at least the tokens seen so far, dModel] */
  #table: Tensor | undefined;

  constructor(dModel: number, options: PositionalEncodingOptions = {}) {
    super();
    const { dropout, device = defaultDevice() } = moduleOptions.complete(options);
    this.dModel = expectCount("PositionalEncoding", "dModel", dModel);
    this.#device = device;
    this.#dropout = this.child("dropout", new Dropout(dropout, parameterOptions(options)));
  }

  forward(x: Tensor, options: PositionOptions = {}): Tensor {
    expectTensor(this.path, "x", x);
    const { offset } = positionOptions.complete(options, this);
    const tokens = expectTokens(this.path, x.shape, this.dModel);
    return scope(() => {
      const positions = slice(this.#upTo(offset + tokens), 0, offset, offset + tokens);
      const shown = this.see("positions", positions, ["T", "E"]);
      return this.see("output", this.#dropout.forward(add(x, shown)), ["N", "T", "E"]);
    });
  }

  protected override freed(): void {
    this.#table?.dispose();
  }

  protected override movedTo(device: Device): void {
    this.#device = device;
    this.#table?.dispose();
  }

  #upTo(end: number): Tensor {
    if (this.#table && !this.#table.disposed && this.#table.shape[0]! >= end) return this.#table;
    this.#table?.dispose();
    const length = 2 ** Math.ceil(Math.log2(Math.max(64, end))); // grows seldom
    const table = sinusoidalPositions(length, this.dModel, { device: this.#device });
    this.#table = table.makeLasting();
    return table;
  }
}
