import { defaultDevice } from "../device/default-device.ts";
import { Module } from "../module/module.ts";
import { parameterFields } from "../module/parameter-options.ts";
import { type RopeOptions, rope, ropeOptions } from "../ops/rope.ts";
import type { RopeScaling } from "../ops/rope-frequencies.ts";
import { type RopeTables, ropeTables } from "../ops/rope-tables.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { integer } from "../options/fields.ts";
import type { Device } from "../tensor/device.ts";
import type { Tensor } from "../tensor/tensor.ts";

const { interleaved, theta, scaling } = ropeOptions.fields;
const moduleOptions = defineOptions("RotaryEmbedding", {
  ...{ theta, interleaved, scaling },
  /** Positions that the tables are made for at first; they grow for sequences beyond. */
  maxPositions: integer({ from: 1, default: 64 }),
  device: parameterFields.device,
});

export type RotaryEmbeddingOptions = Given<typeof moduleOptions>;

/**
 * Rotary positions for queries and keys [batch, heads, tokens, headSize], of which the first `dim`
 * channels are rotated. Su et al., arXiv:2104.09864. Keeps its tables.
 */
export class RotaryEmbedding extends Module {
  readonly dim: number;
  readonly theta: number;
  readonly interleaved: boolean;
  readonly scaling: RopeScaling | undefined;
  #device: Device;
  #tables: RopeTables;

  constructor(dim: number, options: RotaryEmbeddingOptions = {}) {
    super();
    const chosen = moduleOptions.complete(options);
    this.dim = dim;
    this.theta = chosen.theta;
    this.interleaved = chosen.interleaved;
    this.scaling = chosen.scaling;
    this.#device = chosen.device ?? defaultDevice();
    this.#tables = this.#make(chosen.maxPositions);
  }

  /** Positions of the caller's own, int32, must lie below `maxPositions` or an earlier sequence's end. */
  forward(
    x: Tensor,
    { positions, offset = 0 }: Pick<RopeOptions, "positions" | "offset"> = {},
  ): Tensor {
    const end = positions ? 0 : offset + (x.shape.at(-2) ?? 0);
    const made = this.#tables.cos.shape[0]!;
    if (end > made) {
      this.#free();
      this.#tables = this.#make(Math.max(end, 2 * made));
    }
    const { interleaved } = this;
    const tables = this.#tables;
    const y = rope(x, { interleaved, positions, offset, tables });
    return this.see("output", y, ["N", "nhead", "M", "d"]);
  }

  protected override freed(): void {
    this.#free();
  }

  protected override movedTo(device: Device): void {
    const made = this.#tables.cos.shape[0]!;
    this.#device = device;
    this.#free();
    this.#tables = this.#make(made);
  }

  #make(positions: number): RopeTables {
    const { theta, scaling } = this;
    const { cos, sin } = ropeTables(this.#device, positions, this.dim, { theta, scaling });
    return { cos: cos.makeLasting(), sin: sin.makeLasting() };
  }

  #free(): void {
    this.#tables.cos.dispose();
    this.#tables.sin.dispose();
  }
}
