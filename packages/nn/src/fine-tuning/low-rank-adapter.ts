import type { Shape } from "@qkv/core-wasm/contract";
import { noGrad } from "../autograd/grad-mode.ts";
import { Dropout } from "../layers/dropout.ts";
import { Linear } from "../layers/linear.ts";
import { filledWith } from "../module/initializers.ts";
import type { Module } from "../module/module.ts";
import type { ParameterOptions } from "../module/parameter-options.ts";
import type { MultiplyOptions, Weight } from "../module/weight.ts";
import { activate } from "../ops/activate.ts";
import { add } from "../ops/add.ts";
import { embedding } from "../ops/embedding.ts";
import { matmul } from "../ops/matmul.ts";
import { scale } from "../ops/scale.ts";
import type { Device } from "../tensor/device.ts";
import { launch } from "../tensor/launch.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";

export interface LowRankOptions extends Pick<ParameterOptions, "generator"> {
  readonly rank: number;
  readonly alpha: number;
  readonly dropout: number;
}

/**
 * A weight with an addition alpha / rank B A in front: A [rank, width] Kaiming-uniform, B [rows, rank] zero. Hu et al.,
 * "LoRA: low-rank adaptation of large language models", arXiv:2106.09685; on a packed weight Dettmers et al., "QLoRA",
 * arXiv:2305.14314.
 */
export class LowRankAdapter implements Weight {
  readonly base: Weight;
  readonly scaling: number;
  /** A: width -> rank */
  readonly down: Linear;
  /** B: rank -> rows */
  readonly up: Linear;
  readonly dropout: Dropout;
  readonly modules: ReadonlyMap<string, Module>;
  /** Whether the weight has taken the addition up. */
  merged = false;

  constructor(base: Weight, { rank, alpha, dropout, ...options }: LowRankOptions) {
    const { shape, device } = base;
    const [rows, width] = [shape[0]!, shape[1]!];
    const linear = { ...options, device, bias: false };
    this.base = base;
    this.scaling = alpha / rank;
    this.down = new Linear(width, rank, linear);
    this.up = new Linear(rank, rows, { ...linear, weightInit: filledWith(0) });
    this.dropout = new Dropout(dropout, options);
    this.modules = new Map<string, Module>([
      ["lora_A", this.down],
      ["lora_B", this.up],
      ["lora_dropout", this.dropout],
    ]);
  }

  get shape(): Shape {
    return this.base.shape;
  }

  get device(): Device {
    return this.base.device;
  }

  get format(): string {
    return this.base.format;
  }

  get parameter(): Tensor | undefined {
    return this.base.parameter;
  }

  get buffers(): ReadonlyMap<string, Tensor> {
    return this.base.buffers;
  }

  multiply(x: Tensor, options: MultiplyOptions): Tensor {
    if (this.merged) return this.base.multiply(x, options);
    const { activation, ...others } = options;
    const product = this.base.multiply(x, others);
    const inner = scale(this.down.forward(this.dropout.forward(x)), this.scaling);
    return activate(this.up.forward(inner, { residual: product }), activation);
  }

  rows(ids: Tensor, paddingIdx: number | undefined): Tensor {
    const rows = this.base.rows(ids, paddingIdx);
    if (this.merged) return rows;
    const outer = scale(embedding(this.up.weight, ids, { paddingIdx }), this.scaling); // [..., rank]
    return add(rows, matmul(outer, this.down.weight));
  }

  /** Put alpha / rank B A into the float32 weight, or take it out again. */
  setMerged(merged: boolean, weight: Tensor): void {
    if (merged === this.merged) return;
    scope(() => {
      const x = this.#addition(merged ? this.scaling : -this.scaling);
      launch("accumulate", { target: weight, x }, {});
    });
    this.merged = merged;
  }

  /** The float32 weight as `setMerged` would make it, in a tensor of its own. */
  folded(): Tensor {
    const { parameter, format } = this;
    if (!parameter)
      throw new Error(
        `the weight is quantised (${format}), expected float32: codes cannot take the adapter's addition up`,
      );
    return noGrad(() =>
      scope(() =>
        this.merged ? scale(parameter, 1) : add(parameter, this.#addition(this.scaling)),
      ),
    );
  }

  /** factor B A: [rows, width] */
  #addition(factor: number): Tensor {
    const product = launch(
      "matmul",
      { a: this.up.weight, b: this.down.weight },
      { transposeA: false, transposeB: false, activation: "none" },
    ).c;
    return launch("scale", { x: product }, { factor }).y;
  }

  /** Free the addition; the weight stays. */
  dispose(): void {
    for (const module of this.modules.values()) module.dispose();
  }
}
