import type { Shape } from "@qkv/core-wasm/contract";
import { tensor } from "../device/create-tensor.ts";
import type { Module } from "../module/module.ts";
import type { MultiplyOptions, Weight } from "../module/weight.ts";
import { activate } from "../ops/activate.ts";
import { add } from "../ops/add.ts";
import { noteKept } from "../tensor/collection-pressure.ts";
import type { Device } from "../tensor/device.ts";
import { scope } from "../tensor/scope.ts";
import { Tensor } from "../tensor/tensor.ts";
import { partSuffix } from "./packed-keys.ts";
import type { PackedWeightParts, PartLayout, Parts, WeightFormat } from "./weight-format.ts";

/** A packed weight [rows, width], in the place of a float32 parameter. Modules that share a weight share this. */
export class QuantizedWeight implements Weight, PackedWeightParts {
  readonly shape: Shape;
  readonly parts: Parts<Tensor>;
  readonly parameter = undefined;
  readonly modules: ReadonlyMap<string, Module> = new Map();
  readonly #format: WeightFormat;

  constructor(format: WeightFormat, shape: Shape, parts: Parts<Tensor>) {
    this.#format = format;
    this.shape = shape;
    this.parts = parts;
    for (const part of Object.values(parts)) part.makeLasting();
  }

  /** The nearest weight of this format; `called`: what an error calls the weight. */
  static from(weight: Tensor, format: WeightFormat, called: string): QuantizedWeight {
    const { shape, device } = weight;
    const values = format.round(shape, weight.dataSync(), called);
    return new QuantizedWeight(
      format,
      shape,
      eachPart(format.layout(shape), (layout, part) =>
        tensor(values[part]!, { ...layout, device }),
      ),
    );
  }

  /** Room for a weight, to be filled by `loadStateDict`. */
  static empty(device: Device, shape: Shape, format: WeightFormat): QuantizedWeight {
    return new QuantizedWeight(
      format,
      shape,
      eachPart(format.layout(shape), (layout) => {
        const part = Tensor.empty(device, layout.shape, layout.dtype);
        noteKept(device, 4 * part.size);
        return part;
      }),
    );
  }

  get base(): this {
    return this;
  }

  get format(): string {
    return this.#format.name;
  }

  get device(): Device {
    return this.parts.packed.device;
  }

  get buffers(): ReadonlyMap<string, Tensor> {
    const parts = Object.entries(this.parts);
    return new Map(parts.map(([part, tensor]) => [partSuffix(this.format, part), tensor]));
  }

  multiply(x: Tensor, { bias, residual, activation }: MultiplyOptions): Tensor {
    return scope(() => {
      const product = this.#format.multiply(this, x, bias);
      return activate(residual ? add(product, residual) : product, activation);
    });
  }

  rows(ids: Tensor): Tensor {
    return scope(() => this.#format.rows(this, ids));
  }

  dispose(): void {
    for (const part of Object.values(this.parts)) part.dispose();
  }
}

function eachPart(
  layouts: Parts<PartLayout>,
  make: (layout: PartLayout, part: string) => Tensor,
): Parts<Tensor> {
  const { packed, ...others } = layouts;
  const made = Object.entries(others).map(([part, layout]) => [part, make(layout, part)] as const);
  return { packed: make(packed, "packed"), ...Object.fromEntries(made) };
}
