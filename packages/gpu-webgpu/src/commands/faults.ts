/** Makes the error for a fault that a kernel found: where, and which value was there. */
export type DescribeFault = (position: number, value: number) => Error;

/** The launches since the last read that check their operands, by the number that their kernels report. */
export class Faults {
  readonly #launches = new Map<number, DescribeFault>();
  #next = 1;

  /** True when a checking launch was recorded since the last read. */
  get pending(): boolean {
    return this.#launches.size > 0;
  }

  /** A number for a launch; kernels write it when they find a fault. */
  register(describe: DescribeFault): number {
    const id = this.#next++;
    this.#launches.set(id, describe);
    return id;
  }

  /** Forget the launches that the read covers. */
  take(): ReadonlyMap<number, DescribeFault> {
    const taken = new Map(this.#launches);
    this.#launches.clear();
    return taken;
  }
}
