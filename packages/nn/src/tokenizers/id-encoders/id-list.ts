/** Ids in an array that grows. */
export class IdList {
  #ids: Int32Array<ArrayBuffer>;
  #length = 0;

  constructor(room: number) {
    this.#ids = new Int32Array(Math.max(16, room));
  }

  get length(): number {
    return this.#length;
  }

  /** Forget what stands behind this length. */
  cutTo(length: number): void {
    this.#length = length;
  }

  push(id: number): void {
    if (this.#length === this.#ids.length) this.#grow(1);
    this.#ids[this.#length++] = id;
  }

  /** Some of another array's. */
  append(ids: Int32Array, start: number, count: number): void {
    if (this.#length + count > this.#ids.length) this.#grow(count);
    for (let i = 0; i < count; i++) this.#ids[this.#length + i] = ids[start + i]!;
    this.#length += count;
  }

  toArray(): Int32Array<ArrayBuffer> {
    return this.#ids.slice(0, this.#length);
  }

  #grow(count: number): void {
    const grown = new Int32Array(2 * this.#ids.length + count);
    grown.set(this.#ids);
    this.#ids = grown;
  }
}
