import { type Initializer, uniformByFanIn } from "../module/initializers.ts";
import type { Module } from "../module/module.ts";
import { newParameter, parameterFields } from "../module/parameter-options.ts";
import { QuantizedWeight } from "../module/quantized-weight.ts";
import { add } from "../ops/add.ts";
import { gelu } from "../ops/gelu.ts";
import { type MatmulOptions, matmul } from "../ops/matmul.ts";
import { quantizedMatmul } from "../ops/quantized-matmul.ts";
import { relu } from "../ops/relu.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { anything, flag, text } from "../options/fields.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { LowRankAdapter } from "./low-rank-adapter.ts";
import { QuantizableModule } from "./quantizable-module.ts";

const linearOptions = defineOptions("Linear", {
  bias: flag({ default: true }),
  weightInit: anything<Initializer>({ default: uniformByFanIn }),
  biasInit: anything<Initializer>({ default: uniformByFanIn }),
  /** A parameter [outFeatures, inFeatures] to share instead of a new one. */
  weight: anything<Tensor>({ optional: true }),
  /** Symbol of the output's last axis, for `capture`. */
  axis: text({ default: "out" }),
  ...parameterFields,
});

export type LinearOptions = Given<typeof linearOptions>;

type Fused = Pick<MatmulOptions, "activation" | "residual">;

/** y = x W^T + b: [..., inFeatures] -> [..., outFeatures], W [outFeatures, inFeatures]. PyTorch's `nn.Linear`. */
export class Linear extends QuantizableModule {
  /** [outFeatures] */
  readonly bias: Tensor | undefined;
  readonly #axis: string;
  #adapter: LowRankAdapter | undefined;

  constructor(inFeatures: number, outFeatures: number, options: LinearOptions = {}) {
    const { bias, weightInit, biasInit, weight, axis } = linearOptions.complete(options);
    super(weight ?? newParameter([outFeatures, inFeatures], inFeatures, weightInit, options));
    this.#axis = axis;
    if (bias)
      this.bias = this.parameter(
        "bias",
        newParameter([outFeatures], inFeatures, biasInit, options),
      );
  }

  /** The activation, or a residual [..., outFeatures] to add, is computed in the same pass. */
  forward(x: Tensor, fused: Fused = {}): Tensor {
    const { adapter, bias, storedWeight: weight } = this;
    this.expect("x", x, weight.device);
    const inFeatures = weight.shape[1]!;
    if (x.shape.at(-1) !== inFeatures)
      this.refuse("x", x, `last dimension ${inFeatures} (inFeatures)`);
    const output =
      weight instanceof QuantizedWeight
        ? this.#quantized(weight, x, fused)
        : adapter && !adapter.merged
          ? this.#adapted(adapter, x, fused)
          : matmul(x, weight, { transposeB: true, bias, ...fused });
    return this.see("output", output, ["N", "T", this.#axis]);
  }

  #quantized(weight: QuantizedWeight, x: Tensor, { activation, residual }: Fused): Tensor {
    return scope(() => {
      const product = quantizedMatmul(x, weight, this.bias);
      return activated(residual ? add(product, residual) : product, activation);
    });
  }

  #adapted(adapter: LowRankAdapter, x: Tensor, { activation, residual }: Fused): Tensor {
    const base = matmul(x, this.weight, { transposeB: true, bias: this.bias, residual });
    return activated(adapter.addTo(base, x), activation);
  }

  /** Take this addition of low rank, or none; one that was there is freed. See `addLora`. */
  adapt(adapter: LowRankAdapter | undefined): void {
    for (const [name, part] of this.#parts) {
      this.removeChild(name);
      part.dispose();
    }
    this.#adapter = adapter;
    for (const [name, part] of this.#parts) this.child(name, part);
  }

  get adapter(): LowRankAdapter | undefined {
    return this.#adapter;
  }

  get #parts(): readonly (readonly [string, Module])[] {
    if (!this.#adapter) return [];
    const { down, up, dropout } = this.#adapter;
    return [
      ["lora_A", down],
      ["lora_B", up],
      ["lora_dropout", dropout],
    ];
  }
}

function activated(x: Tensor, activation: Fused["activation"] = "none"): Tensor {
  if (activation === "none") return x;
  if (activation === "relu") return relu(x);
  return gelu(x, { approximate: activation === "geluTanh" ? "tanh" : "none" });
}
