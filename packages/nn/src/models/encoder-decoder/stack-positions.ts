import { ShapeError } from "@qkv/core-wasm/contract";
import { defaultDevice } from "../../device/default-device.ts";
import { normalWith } from "../../module/initializers.ts";
import { Module } from "../../module/module.ts";
import { newParameter, type ParameterOptions } from "../../module/parameter-options.ts";
import { embedding } from "../../ops/embedding.ts";
import { positionIds } from "../../positions/position-ids.ts";
import type { Device } from "../../tensor/device.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { halfSinusoids } from "./half-sinusoids.ts";
import type { StackPositions } from "./stack-options.ts";

type TablePositions = Exclude<StackPositions, { readonly kind: "relative" }>;

/** A table of positions that is added to the embeddings of tokens. */
export class StackPositionTable extends Module {
  /** [offset + length, dModel], of the state dict; a table that the model makes itself is in none. */
  readonly weight: Tensor | undefined;
  readonly #positions: TablePositions;
  readonly #dModel: number;
  #made: Tensor | undefined;

  constructor(
    positions: TablePositions,
    dModel: number,
    deviation: number,
    options: ParameterOptions,
  ) {
    super();
    this.#positions = positions;
    this.#dModel = dModel;
    const { device = defaultDevice() } = options;
    if (positions.kind === "learned") {
      const shape = [positions.offset + positions.length, dModel];
      const made = newParameter(shape, dModel, normalWith(deviation), options);
      this.weight = this.parameter("weight", made);
    } else if (positions.stored) this.weight = this.buffer("weight", this.#sinusoids(device));
    else this.#made = this.#sinusoids(device).makeLasting();
  }

  /** [tokens, dModel] of the tokens from position `start` on. */
  forward(start: number, tokens: number): Tensor {
    const table = this.weight ?? this.#made!;
    const { length } = this.#positions;
    const offset = this.#positions.kind === "learned" ? this.#positions.offset : 0;
    if (start + tokens > length)
      throw new ShapeError(
        `${this.path}: ${start + tokens} tokens, expected at most ${length} (the positions that the model knows)`,
      );
    const rows = embedding(table, positionIds(table.device, offset + start, tokens));
    return this.see("output", rows, ["T", "E"]);
  }

  protected override movedTo(device: Device): void {
    if (!this.#made) return;
    this.#made.dispose();
    this.#made = this.#sinusoids(device).makeLasting();
  }

  protected override freed(): void {
    this.#made?.dispose();
  }

  #sinusoids(device: Device): Tensor {
    return halfSinusoids(this.#positions.length, this.#dModel, device);
  }
}
