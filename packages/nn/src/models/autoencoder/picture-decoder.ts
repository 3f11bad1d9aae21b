import { Conv2d } from "../../layers/conv2d.ts";
import { GroupNorm } from "../../layers/group-norm.ts";
import { Module } from "../../module/module.ts";
import { ModuleList } from "../../module/module-list.ts";
import type { ParameterOptions } from "../../module/parameter-options.ts";
import { permute } from "../../ops/permute.ts";
import { reshape } from "../../ops/reshape.ts";
import { silu } from "../../ops/silu.ts";
import { slice } from "../../ops/slice.ts";
import { scope } from "../../tensor/scope.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type AutoencoderOptions, sidesOf } from "./autoencoder-options.ts";
import { ResidualBlock } from "./residual-block.ts";

/**
 * Twice the height and width: a convolution gives four values for each, which become two by two; Shi et al., arXiv:1609.05158.
 * Where the side is odd the last row and column go.
 */
class UpBlock extends Module {
  readonly norm: GroupNorm;
  readonly convolution: Conv2d;
  readonly #side: number;

  constructor(
    { from, to, side }: { readonly from: number; readonly to: number; readonly side: number },
    groups: number,
    options: ParameterOptions,
  ) {
    super();
    this.norm = this.child("norm", new GroupNorm(groups, from, options));
    this.convolution = this.child("conv", new Conv2d(from, 4 * to, 3, { ...options, padding: 1 }));
    this.#side = side;
  }

  forward(x: Tensor): Tensor {
    const y = this.convolution.forward(silu(this.norm.forward(x)));
    const [batch, channels, height, width] = y.shape as readonly [number, number, number, number];
    const to = channels / 4;
    const parts = reshape(y, [batch, to, 2, 2, height, width]);
    const twice = reshape(permute(parts, 0, 1, 4, 2, 5, 3), [batch, to, 2 * height, 2 * width]);
    const cut = [2, 3].reduce((z, axis) => firstOf(z, axis, this.#side), twice);
    return this.see("output", cut, ["N", "C", "H", "W"]);
  }
}

/** The first `count` places of an axis. */
const firstOf = (x: Tensor, axis: number, count: number): Tensor =>
  x.shape[axis] === count ? x : slice(x, axis, 0, count);

/** From latents to pictures. */
export class PictureDecoder extends Module {
  readonly input: Conv2d;
  readonly middle: ResidualBlock;
  readonly up: ModuleList<UpBlock>;
  readonly norm: GroupNorm;
  readonly output: Conv2d;

  constructor(shape: AutoencoderOptions, options: ParameterOptions) {
    super();
    const { channels, latentChannels, widths, groups } = shape;
    const around = { ...options, padding: 1 };
    const sides = sidesOf(shape);
    const steps = widths.slice(1).map((from, i) => ({ from, to: widths[i]!, side: sides[i]! }));
    this.input = this.child("conv_in", new Conv2d(latentChannels, widths.at(-1)!, 3, around));
    this.middle = this.child("mid_block", new ResidualBlock(widths.at(-1)!, groups, options));
    this.up = this.child(
      "up_blocks",
      new ModuleList(steps.reverse().map((step) => new UpBlock(step, groups, options))),
    );
    this.norm = this.child("conv_norm_out", new GroupNorm(groups, widths[0]!, options));
    this.output = this.child("conv_out", new Conv2d(widths[0]!, channels, 3, around));
  }

  /** [batch, latentChannels, latent side, latent side] -> [batch, channels, side, side] */
  forward(latents: Tensor): Tensor {
    return scope(() => {
      let x = this.middle.forward(this.input.forward(latents));
      for (const block of this.up) x = block.forward(x);
      return this.output.forward(silu(this.norm.forward(x)));
    });
  }
}
