import { Module } from "../module/module.ts";
import { type ParameterOptions, parameterFields } from "../module/parameter-options.ts";
import { add } from "../ops/add.ts";
import { dropout } from "../ops/dropout.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectProbability } from "../options/expect-count.ts";
import { instance } from "../options/fields.ts";
import { defaultGenerator, type Generator } from "../random/generator.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import { Tensor } from "../tensor/tensor.ts";

/** As modules hand them on to their parts; there is nothing to lie on the device. */
const dropoutOptions = defineOptions("Dropout", parameterFields);
const forwardOptions = defineOptions("Dropout", {
  /** Of x's shape: added in the same pass. */
  residual: instance(Tensor, { optional: true }),
});

/** Drops elements while training, passes them on otherwise. PyTorch's `nn.Dropout`. */
export class Dropout extends Module {
  readonly p: number;
  readonly #generator: Generator;

  constructor(p = 0.5, options: ParameterOptions = {}) {
    super();
    const { generator = defaultGenerator } = dropoutOptions.complete(options);
    this.p = expectProbability("Dropout", "p", p);
    this.#generator = generator;
  }

  /** Whether `forward` would change anything. */
  get active(): boolean {
    return this.training && this.p > 0;
  }

  protected override extraRepr(): string {
    return `p=${this.p}, inplace=False`;
  }

  forward(x: Tensor, options: Given<typeof forwardOptions> = {}): Tensor {
    expectTensor(this.path, "x", x);
    const { residual } = forwardOptions.complete(options, this);
    if (this.active) return dropout(x, this.p, this.#generator, residual);
    return residual ? add(residual, x) : x;
  }
}
