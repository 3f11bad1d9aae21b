/** Collects how far our values are from the expected ones, in multiples of what is tolerated. */
export class Comparison {
  worst = undefined;
  #reads = [];

  /** `tolerance` is relative to the larger of 1, the element and the root mean square of its tensor. */
  constructor(tolerance) {
    this.tolerance = tolerance;
  }

  get passed() {
    return this.worst !== undefined && this.worst.ratio <= 1;
  }

  /** Compare a tensor with the stored one, element by element. */
  add(label, ours, expected, { counted } = {}) {
    if (ours.shape.join() !== expected.shape.join())
      throw new Error(
        `${label} is [${ours.shape.join(", ")}], expected [${expected.shape.join(", ")}]`,
      );
    if (ours.dtype !== expected.dtype)
      throw new Error(`${label} is ${ours.dtype}, expected ${expected.dtype}`);
    this.whenRead([ours], ([values]) =>
      this.addValues(label, values, expected.values, expected.shape, counted),
    );
  }

  /** Read tensors as they are now, and go on with their values when they are there. */
  whenRead(tensors, use) {
    this.#reads.push(Promise.all(tensors.map((tensor) => tensor.data())).then(use));
  }

  /** Resolves when everything read was compared. */
  async settled() {
    await Promise.all(this.#reads);
  }

  /** The same for plain values. */
  addValues(label, ours, expected, shape = [expected.length], counted = () => true) {
    if (ours.length !== expected.length)
      throw new Error(`${label} has ${ours.length} values, expected ${expected.length}`);
    const exact = expected instanceof Int32Array;
    const scale = Math.max(1, rootMeanSquare(expected));
    for (let i = 0; i < expected.length; i++) {
      if (!counted(i)) continue;
      const allowed = exact ? 0 : this.tolerance * Math.max(scale, Math.abs(expected[i]));
      this.addFigure(place(label, i, shape), ours[i], expected[i], allowed);
    }
    if (expected.length === 0) this.addFigure(`${label} (empty)`, 0, 0, 1);
  }

  /** One value that may be off by `allowed`. */
  addFigure(where, ours, expected, allowed) {
    const error = difference(ours, expected);
    const ratio = error === 0 ? 0 : error / (Number.isFinite(allowed) ? allowed : 1);
    if (this.worst === undefined || ratio > this.worst.ratio)
      this.worst = { ratio, error, allowed, where, ours, expected };
  }
}

/** 0 where both are the same NaN or infinity; infinite where only one is. */
function difference(ours, expected) {
  if (Object.is(ours, expected) || ours === expected) return 0;
  const error = Math.abs(ours - expected);
  return Number.isFinite(error) ? error : Number.POSITIVE_INFINITY;
}

/** Of the finite values. */
function rootMeanSquare(values) {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    sum += value * value;
    count++;
  }
  return count > 0 ? Math.sqrt(sum / count) : 0;
}

/** `outputs/y[1, 2]` */
function place(label, index, shape) {
  const indices = [];
  let rest = index;
  for (const axis of [...shape].reverse()) {
    indices.unshift(rest % axis);
    rest = Math.floor(rest / axis);
  }
  return indices.length > 0 ? `${label}[${indices.join(", ")}]` : label;
}
