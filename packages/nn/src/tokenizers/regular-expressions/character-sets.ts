const unknown = 0;
const outside = 1;
const inside = 2;

/** Which characters are in which sets; what the engine has said of one is kept. */
export class CharacterSets {
  readonly #expressions: readonly RegExp[];
  /** Of each set, by the characters' numbers without the last eight bits. */
  readonly #pages: (Uint8Array | undefined)[][];

  /** @param sources sets as JavaScript writes them */
  constructor(sources: readonly string[]) {
    this.#expressions = sources.map((source) => new RegExp(`^${source}$`, "v"));
    this.#pages = sources.map(() => []);
  }

  has(set: number, code: number): boolean {
    const pages = this.#pages[set]!;
    let page = pages[code >> 8];
    if (!page) {
      page = new Uint8Array(256);
      pages[code >> 8] = page;
    }
    const known = page[code & 255]!;
    if (known !== unknown) return known === inside;
    const found = this.#expressions[set]!.test(String.fromCodePoint(code));
    page[code & 255] = found ? inside : outside;
    return found;
  }
}
