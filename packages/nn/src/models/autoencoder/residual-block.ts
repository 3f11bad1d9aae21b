import { Conv2d } from "../../layers/conv2d.ts";
import { GroupNorm } from "../../layers/group-norm.ts";
import { Module } from "../../module/module.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { add } from "../../ops/add.ts";
import { silu } from "../../ops/silu.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** What is added to a picture's channels by two convolutions, each behind a norm: He et al., arXiv:1603.05027. */
export class ResidualBlock extends Module {
  readonly #parts: readonly (readonly [GroupNorm, Conv2d])[];

  constructor(width: number, groups: number, options: ParameterOptions) {
    super();
    this.#parts = [1, 2].map((i) => [
      this.child(`norm${i}`, new GroupNorm(groups, width, options)),
      this.child(`conv${i}`, new Conv2d(width, width, 3, { ...options, padding: 1 })),
    ]);
  }

  /** [batch, width, height, width] -> the same */
  forward(x: Tensor): Tensor {
    return scope(() => {
      let y = x;
      for (const [norm, convolution] of this.#parts) y = convolution.forward(silu(norm.forward(y)));
      return this.see("output", add(x, y), ["N", "C", "H", "W"]);
    });
  }
}
