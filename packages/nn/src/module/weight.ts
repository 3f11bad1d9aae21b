import type { Shape } from "@qkv/core-wasm/contract";
import type { MatmulOptions } from "../ops/matmul.ts";
import type { Device } from "../tensor/device.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { Module } from "./module.ts";

/** What is computed with a product, in its pass where the form of the weight allows. */
export type MultiplyOptions = Pick<MatmulOptions, "bias" | "residual" | "activation">;

/** A matrix W [rows, width] in whatever form it is stored: what Linear and Embedding hold, and they do not ask which. */
export interface Weight {
  /** [rows, width] */
  readonly shape: Shape;
  readonly device: Device;
  /** "float32", or the name of the format that it is packed in. */
  readonly format: string;
  /** The float32 parameter that holds W and may learn; none of a packed weight, which does not. */
  readonly parameter: Tensor | undefined;
  /** The tensors of a packed weight, by what stands behind the weight's name in a state dict: "_packed_int8". */
  readonly buffers: ReadonlyMap<string, Tensor>;
  /** Modules that belong to it, by their names beside its own: "lora_A" of an adapter. */
  readonly modules: ReadonlyMap<string, Module>;
  /** The weight that an adapter stands in front of; this one where there is none. */
  readonly base: Weight;
  /**
   * Of an adapter in front of a float32 weight: W with the addition in it, as files of the model hold it, in a tensor of its
   * own that the caller frees.
   */
  folded?(): Tensor;
  /** activation(x W^T + bias + residual): x [..., width] -> [..., rows] */
  multiply(x: Tensor, options: MultiplyOptions): Tensor;
  /** Rows by their ids, int32 [...] -> [..., width]; the row `paddingIdx` gets no gradient. */
  rows(ids: Tensor, paddingIdx: number | undefined): Tensor;
}
