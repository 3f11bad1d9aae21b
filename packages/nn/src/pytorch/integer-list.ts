/** A list of integers that grows, in memory of four bytes each. */
export class IntegerList {
  #values = new Int32Array(1024);
  length = 0;

  push(values: ArrayLike<number>): void {
    const end = this.length + values.length;
    if (end > this.#values.length) {
      const grown = new Int32Array(Math.max(end, 2 * this.#values.length));
      grown.set(this.#values.subarray(0, this.length));
      this.#values = grown;
    }
    this.#values.set(values, this.length);
    this.length = end;
  }

  /** What it holds; a view, until it grows. */
  get values(): Int32Array {
    return this.#values.subarray(0, this.length);
  }
}
