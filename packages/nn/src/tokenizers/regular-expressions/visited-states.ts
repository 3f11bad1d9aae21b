/** A state has been tried, and nothing came of it. */
export const failed = 1;
/** Behind this number the place stands at which a program ended from a state. */
export const ended = 2;

const cellsOfPage = 16_384;
const mostBytes = 2 ** 28;

/** What is known of each state of a program at each place of a text: one cell of memory each. */
export class VisitedStates {
  readonly #width: number;
  readonly #wide: boolean;
  readonly #shift: number;
  #pages: (Uint8Array | Int32Array | undefined)[] = [];
  #bytes = 0;
  #first = 0;

  /** @param wide whether a cell must hold a place */
  constructor(width: number, wide: boolean) {
    this.#width = width;
    this.#wide = wide;
    this.#shift = Math.max(0, Math.floor(Math.log2(cellsOfPage / width)));
  }

  get(at: number, state: number): number {
    const page = this.#pages[at >> this.#shift];
    return page ? page[this.#cell(at, state)]! : 0;
  }

  set(at: number, state: number, value: number): void {
    const number = at >> this.#shift;
    let page = this.#pages[number];
    if (!page) {
      const cells = this.#width << this.#shift;
      page = this.#wide ? new Int32Array(cells) : new Uint8Array(cells);
      this.#bytes += page.byteLength;
      if (this.#bytes > mostBytes) throw new RangeError("too many states");
      this.#pages[number] = page;
    }
    page[this.#cell(at, state)] = this.#wide ? value : Math.min(value, ended);
  }

  #cell(at: number, state: number): number {
    return (at & ((1 << this.#shift) - 1)) * this.#width + state;
  }

  /** Forgets the states at one place. */
  clear(at: number): void {
    const begin = this.#cell(at, 0);
    this.#pages[at >> this.#shift]?.fill(0, begin, begin + this.#width);
  }

  /** Forgets what is known of places before one, or a little less. */
  forgetBefore(at: number): void {
    const end = at >> this.#shift;
    for (; this.#first < end; this.#first++) {
      this.#bytes -= this.#pages[this.#first]?.byteLength ?? 0;
      this.#pages[this.#first] = undefined;
    }
  }

  forget(): void {
    this.#pages = [];
    this.#bytes = 0;
    this.#first = 0;
  }
}
