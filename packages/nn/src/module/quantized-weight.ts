import {
  packedShape,
  type QuantizedFormat,
  quantizeWeight,
  type Shape,
  scalesShape,
} from "@qkv/core-wasm/contract";
import { tensor } from "../device/create-tensor.ts";
import type { PackedOperands } from "../ops/quantized-matmul.ts";
import type { Device } from "../tensor/device.ts";
import { Tensor } from "../tensor/tensor.ts";

/** What a packed weight is called in a state dict, behind the parameter's name: without scales it must tell its format. */
export const packedSuffix = (format: QuantizedFormat): string =>
  format === "f16" ? "_packed_f16" : "_packed";

/** A weight [rows, width] in few bits, in the place of a float32 parameter. Modules that share a weight share this. */
export class QuantizedWeight implements PackedOperands {
  readonly format: QuantizedFormat;
  readonly shape: Shape;
  readonly packed: Tensor;
  readonly scales: Tensor | undefined;

  constructor(format: QuantizedFormat, shape: Shape, packed: Tensor, scales: Tensor | undefined) {
    this.format = format;
    this.shape = shape;
    this.packed = packed.makeLasting();
    this.scales = scales?.makeLasting();
  }

  /** The nearest weight of this format; `called`: what an error calls the weight. */
  static from(weight: Tensor, format: QuantizedFormat, called: string): QuantizedWeight {
    const { shape, device } = weight;
    const { packed, scales } = quantizeWeight(format, shape, weight.dataSync(), called);
    return new QuantizedWeight(
      format,
      shape,
      tensor(packed, { shape: packedShape(format, shape), device }),
      scales && tensor(scales, { shape: scalesShape(format, shape) ?? [], device }),
    );
  }

  /** Room for a weight, to be filled by `loadStateDict`. */
  static empty(device: Device, shape: Shape, format: QuantizedFormat): QuantizedWeight {
    const ofScales = scalesShape(format, shape);
    return new QuantizedWeight(
      format,
      shape,
      Tensor.empty(device, packedShape(format, shape), "int32"),
      ofScales && Tensor.empty(device, ofScales),
    );
  }

  get rows(): number {
    return this.shape[0]!;
  }

  get width(): number {
    return this.shape[1]!;
  }

  get device(): Device {
    return this.packed.device;
  }
}
