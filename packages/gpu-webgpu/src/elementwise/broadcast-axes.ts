import { type Shape, sizeOf } from "@qkv/core-wasm/contract";

/** Operands that broadcast to one shape, with as few axes as describe them. */
export interface BroadcastAxes {
  /** Sizes, slowest axis first; none of them is 1. */
  readonly sizes: readonly number[];
  /** For each operand: elements from one index of each axis to the next; 0 where it repeats. */
  readonly strides: readonly (readonly number[])[];
  /** Elements of the common shape. */
  readonly count: number;
}

/** The common shape of the operands; neighbouring axes that every operand walks through alike become one. */
export function broadcastAxes(operands: readonly Shape[]): BroadcastAxes {
  const rank = Math.max(0, ...operands.map(({ length }) => length));
  const padded = operands.map((shape) => [
    ...new Array<number>(rank - shape.length).fill(1),
    ...shape,
  ]);
  const sizes: number[] = [];
  const repeats: boolean[][] = [];
  for (let axis = 0; axis < rank; axis++) {
    const own = padded.map((shape) => shape[axis]!);
    const size = own.find((each) => each !== 1) ?? 1;
    if (size === 1) continue;
    const repeated = own.map((each) => each === 1);
    if (repeats.at(-1)?.every((each, operand) => each === repeated[operand]))
      sizes[sizes.length - 1]! *= size;
    else {
      sizes.push(size);
      repeats.push(repeated);
    }
  }
  const strides = operands.map((_, operand) => {
    let step = 1;
    const own = new Array<number>(sizes.length).fill(0);
    for (let axis = sizes.length - 1; axis >= 0; axis--) {
      if (repeats[axis]![operand]) continue;
      own[axis] = step;
      step *= sizes[axis]!;
    }
    return own;
  });
  return { sizes, strides, count: sizeOf(sizes) };
}
