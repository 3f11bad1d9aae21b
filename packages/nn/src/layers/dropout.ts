import { Module } from "../module/module.ts";
import { add } from "../ops/add.ts";
import { dropout } from "../ops/dropout.ts";
import { defaultGenerator, type Generator } from "../random/generator.ts";
import type { Tensor } from "../tensor/tensor.ts";

/** Drops elements while training, passes them on otherwise. PyTorch's `nn.Dropout`. */
export class Dropout extends Module {
  readonly p: number;
  readonly #generator: Generator;

  constructor(
    p = 0.5,
    { generator = defaultGenerator }: { readonly generator?: Generator | undefined } = {},
  ) {
    super();
    if (!(p >= 0 && p <= 1)) throw new RangeError(`Dropout: p is ${p}, expected 0 to 1`);
    this.p = p;
    this.#generator = generator;
  }

  /** Whether `forward` would change anything. */
  get active(): boolean {
    return this.training && this.p > 0;
  }

  /** The residual, of x's shape, is added in the same pass. */
  forward(x: Tensor, { residual }: { readonly residual?: Tensor } = {}): Tensor {
    if (this.active) return dropout(x, this.p, this.#generator, residual);
    return residual ? add(residual, x) : x;
  }
}
