import { Conv2d } from "../../layers/conv2d.ts";
import { GroupNorm } from "../../layers/group-norm.ts";
import { Module } from "../../module/module.ts";
import { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { silu } from "../../ops/silu.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { AutoencoderOptions } from "./autoencoder-options.ts";
import { ResidualBlock } from "./residual-block.ts";

/** A norm, and a convolution that halves height and width, rounding up. */
class DownBlock extends Module {
  readonly norm: GroupNorm;
  readonly convolution: Conv2d;

  constructor(from: number, to: number, groups: number, options: ParameterOptions) {
    super();
    this.norm = this.child("norm", new GroupNorm(groups, from, options));
    this.convolution = this.child(
      "conv",
      new Conv2d(from, to, 3, { ...options, stride: 2, padding: 1 }),
    );
  }

  forward(x: Tensor): Tensor {
    const y = this.convolution.forward(silu(this.norm.forward(x)));
    return this.see("output", y, ["N", "C", "H", "W"]);
  }
}

/** From pictures to where their latents may lie: means and logarithms of variances, side by side in the channels. */
export class PictureEncoder extends Module {
  readonly input: Conv2d;
  readonly down: ModuleList<DownBlock>;
  readonly middle: ResidualBlock;
  readonly norm: GroupNorm;
  readonly output: Conv2d;

  constructor(
    { channels, latentChannels, widths, groups }: AutoencoderOptions,
    options: ParameterOptions,
  ) {
    super();
    const around = { ...options, padding: 1 };
    const last = widths.at(-1)!;
    this.input = this.child("conv_in", new Conv2d(channels, widths[0]!, 3, around));
    this.down = this.child(
      "down_blocks",
      new ModuleList(
        widths.slice(1).map((to, i) => new DownBlock(widths[i]!, to, groups, options)),
      ),
    );
    this.middle = this.child("mid_block", new ResidualBlock(last, groups, options));
    this.norm = this.child("conv_norm_out", new GroupNorm(groups, last, options));
    this.output = this.child("conv_out", new Conv2d(last, 2 * latentChannels, 3, around));
  }

  /** [batch, channels, side, side] -> [batch, 2 latentChannels, latent side, latent side] */
  forward(pictures: Tensor): Tensor {
    return scope(() => {
      let x = this.input.forward(pictures);
      for (const block of this.down) x = block.forward(x);
      return this.output.forward(silu(this.norm.forward(this.middle.forward(x))));
    });
  }
}
