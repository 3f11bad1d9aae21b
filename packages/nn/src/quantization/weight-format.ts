import type { DType, Shape } from "@qkv/core-wasm/contract";
import type { Tensor } from "../tensor/tensor.ts";

/** Something for each tensor that a packed weight consists of. Files name the format by the first: "weight_packed_NAME". */
export type Parts<T> = Readonly<Record<string, T>> & { readonly packed: T };

/** Type and shape of one of the tensors that packed weights consist of. */
export interface PartLayout {
  readonly dtype: DType;
  readonly shape: Shape;
}

/** A weight [rows, width] and the tensors that it consists of. */
export interface PackedWeightParts {
  readonly shape: Shape;
  readonly parts: Parts<Tensor>;
}

/**
 * A way to store a weight [rows, width] in fewer bits than float32. `quantize` and `loadQuantized` take one that is not built
 * in too; modules and files know formats by this alone.
 */
export interface WeightFormat {
  /** What files call it. */
  readonly name: string;
  readonly layout: (shape: Shape) => Parts<PartLayout>;
  /**
   * The nearest weight, on the host.
   *
   * @param weight what an error calls the weight
   * @throws RangeError for an element that the format does not have
   */
  readonly round: (
    shape: Shape,
    values: ArrayLike<number>,
    weight: string,
  ) => Parts<Int32Array | Float32Array>;
  /** What is wrong with values that a file gives for a part, "has ..., expected ..."; undefined where nothing is. */
  readonly fault: (part: string, values: ArrayLike<number>) => string | undefined;
  /** x W^T + bias: x [..., width] -> [..., rows]. Gradients of x and bias are its part; the weight has none. */
  readonly multiply: (weight: PackedWeightParts, x: Tensor, bias: Tensor | undefined) => Tensor;
  /** Rows by their ids: int32 [...] -> [..., width]. */
  readonly rows: (weight: PackedWeightParts, ids: Tensor) => Tensor;
}
