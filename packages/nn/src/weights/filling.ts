import { type HalfFloats, sizeOf } from "@qkv/core-wasm/contract";
import type { StoredTensor } from "./checkpoint.ts";
import type { Destination } from "./destination.ts";
import type { HostTensor } from "./host-tensor.ts";
import { PieceMemory } from "./piece-memory.ts";
import { StateDictError } from "./state-dict.ts";

type Values = HostTensor["values"];

/** A parameter that a tensor of a file is read into. Its destination is made when the first part is asked for. */
export class Filling implements Disposable {
  readonly name: string;
  readonly stored: StoredTensor;
  /** Values that have come. */
  filled = 0;
  readonly #make: () => Destination;
  #destination: Destination | undefined;

  constructor(name: string, stored: StoredTensor, make: () => Destination) {
    this.name = name;
    this.stored = stored;
    this.#make = make;
  }

  /** Where the values go. */
  begin(): Destination {
    this.#destination ??= this.#make();
    return this.#destination;
  }

  write(values: Values | HalfFloats): void {
    const destination = this.begin();
    if ("bits" in values) destination.writeHalves!(values);
    else destination.write(values);
    this.filled += "bits" in values ? values.bits.length : values.length;
  }

  async finish(): Promise<void> {
    const { name, filled } = this;
    const size = sizeOf(this.stored.shape);
    if (filled !== size)
      throw new StateDictError(`${name} gave ${filled} values, expected ${size}`);
    await this.begin().finish();
    this[Symbol.dispose]();
  }

  /** Let go of the destination, which leaves the model as it was unless it has finished. */
  [Symbol.dispose](): void {
    this.#destination?.[Symbol.dispose]();
    this.#destination = undefined;
  }
}

/** Values for one of the parameters, those after the ones before; without values where all have come. */
interface Part {
  readonly filling: Filling;
  readonly values: Values | HalfFloats | undefined;
}

/** What is read for each parameter in turn; floats of 16 bits as they are where the device widens them. */
export async function* partsOf(
  fillings: readonly Filling[],
  asFloats: boolean,
  signal: AbortSignal | undefined,
): AsyncGenerator<Part, void, void> {
  const memory = new PieceMemory();
  for (const filling of fillings) {
    const { stored } = filling;
    signal?.throwIfAborted();
    const takesHalves = !asFloats && filling.begin().writeHalves !== undefined;
    const pieces = (takesHalves && stored.halfPieces?.(memory)) || stored.pieces(memory);
    for await (const values of pieces) {
      yield { filling, values };
      signal?.throwIfAborted();
    }
    yield { filling, values: undefined };
  }
}
