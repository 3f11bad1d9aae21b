/** Texts by their beginnings. */
export class CharacterTrie {
  readonly #children: Map<number, number>[] = [new Map()];
  readonly #values: number[] = [-1];

  constructor(entries: Iterable<readonly [string, number]>) {
    for (const [text, value] of entries) this.#add(text, value);
  }

  #add(text: string, value: number): void {
    let node = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      let child = this.#children[node]!.get(code);
      if (child === undefined) {
        child = this.#children.length;
        this.#children[node]!.set(code, child);
        this.#children.push(new Map());
        this.#values.push(-1);
      }
      node = child;
    }
    this.#values[node] = value;
  }

  /** Every text of the trie that stands at a place in another text, the shortest first: where it ends, and its value. */
  beginnings(text: string, start: number, found: (end: number, value: number) => void): void {
    let node = 0;
    for (let i = start; i < text.length; i++) {
      const child = this.#children[node]!.get(text.charCodeAt(i));
      if (child === undefined) return;
      node = child;
      const value = this.#values[node]!;
      if (value >= 0) found(i + 1, value);
    }
  }
}
