import { defaultDevice } from "../device/default-device.ts";
import { Module } from "../module/module.ts";
import { parameterFields } from "../module/parameter-options.ts";
import { reshape } from "../ops/reshape.ts";
import { ropeByTables, ropeOptions } from "../ops/rope.ts";
import {
  growsWithLength,
  type RopeScaling,
  ropeFrequencies,
  shortestAlike,
} from "../ops/rope-frequencies.ts";
import { type RopeTables, ropeTables } from "../ops/rope-tables.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { integer } from "../options/fields.ts";
import type { Device } from "../tensor/device.ts";
import { expectTensor } from "../tensor/expect-tensor.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { HeadPositions } from "./head-positions.ts";

const { interleaved, theta, scaling } = ropeOptions.fields;
const moduleOptions = defineOptions("RotaryEmbedding", {
  ...{ theta, interleaved, scaling },
  /** Positions that the tables are made for at first; they grow for sequences beyond. */
  maxPositions: integer({ from: 1, default: 64 }),
  device: parameterFields.device,
});

const { positions, offset } = ropeOptions.fields;
const forwardOptions = defineOptions("RotaryEmbedding", { positions, offset });

/** Options of `RotaryEmbedding#forward`. */
export type RotaryForwardOptions = Given<typeof forwardOptions>;
/** Options of `RotaryEmbedding`: the frequencies, which channels make a pair, and the size of its tables. */
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
  /** What cosines and sines are multiplied by: 1, but for some scalings. */
  readonly attentionFactor: number;
  readonly #headPositions = new HeadPositions();
  #device: Device;
  #tables: RopeTables;
  /** The shortest sequence that the tables are right for; 0 where they do not depend on it. */
  #length = 0;

  constructor(dim: number, options: RotaryEmbeddingOptions = {}) {
    super();
    const chosen = moduleOptions.complete(options);
    this.dim = dim;
    this.theta = chosen.theta;
    this.interleaved = chosen.interleaved;
    this.scaling = chosen.scaling;
    this.attentionFactor = ropeFrequencies(dim, chosen.theta, chosen.scaling).attentionFactor;
    this.#device = chosen.device ?? defaultDevice();
    this.#tables = this.#make(chosen.maxPositions);
  }

  /** Positions of the caller's own, int32, must lie below `maxPositions` or the end of an earlier sequence or this one. */
  forward(x: Tensor, options: RotaryForwardOptions = {}): Tensor {
    expectTensor(this.path, "x", x);
    const { positions, offset } = forwardOptions.complete(options, this);
    const { interleaved } = this;
    const tables = this.#tablesTo(offset + (x.shape.at(-2) ?? 0));
    const y = ropeByTables(x, tables, { interleaved, positions, offset });
    return this.see("output", y, ["N", "nhead", "M", "d"]);
  }

  /**
   * The same for heads side by side, where they lie: the first `rotated` of x [batch, tokens, heads headSize]. The rest
   * pass as they are, so that packed queries, keys and values need no copy; `attentionFactor` must be 1 then.
   */
  forwardSideBySide(x: Tensor, headSize: number, rotated: number, offset = 0): Tensor {
    expectTensor(this.path, "x", x);
    const [batch, tokens, width] = x.shape as [number, number, number];
    const heads = width / headSize;
    if (rotated < heads && this.attentionFactor !== 1)
      throw new RangeError(
        `${this.path}: rotated is ${rotated} of ${heads} heads, expected all: position 0 is scaled by ${this.attentionFactor}`,
      );
    const { interleaved } = this;
    const tables = this.#tablesTo(offset + tokens);
    const sizes = { batch, tokens, heads, rotated, offset };
    const positions = this.#headPositions.get(x.device, sizes);
    // [batch tokens, heads, headSize]: what rope takes for tokens are heads, which share a position.
    const rows = reshape(x, [batch * tokens, heads, headSize]);
    return reshape(ropeByTables(rows, tables, { interleaved, positions, offset: 0 }), x.shape);
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

  /** Tables for the positions below `end`, and perhaps more. */
  #tablesTo(end: number): RopeTables {
    const made = this.#tables.cos.shape[0]!;
    const length = shortestAlike(this.scaling, end);
    if (length !== this.#length || end > made) {
      this.#length = length;
      this.#free();
      this.#tables = this.#make(end > made ? Math.max(end, 2 * made) : made);
    }
    return this.#tables;
  }

  #make(positions: number): RopeTables {
    const { theta, scaling } = this;
    const { cos, sin } = ropeTables(
      this.#device,
      positions,
      this.dim,
      { theta, scaling },
      growsWithLength(scaling) ? this.#length : positions,
    );
    return { cos: cos.makeLasting(), sin: sin.makeLasting() };
  }

  #free(): void {
    this.#tables.cos.dispose();
    this.#tables.sin.dispose();
    this.#headPositions.dispose();
  }
}
