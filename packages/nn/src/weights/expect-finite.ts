import { quote } from "./safetensors-error.ts";

/** Thrown for weights that are NaN or infinite: the file is damaged, or what trained it diverged. */
export class NonFiniteWeightError extends Error {
  override readonly name = "NonFiniteWeightError";
  readonly tensor: string;
  /** Number of the element, row-major. */
  readonly element: number;
  readonly value: number;

  constructor(tensor: string, element: number, value: number) {
    super(
      `tensor ${quote(tensor)} is ${value} at element ${element}, expected finite numbers; ` +
        "the file is damaged, or what trained it diverged: take an earlier or another one",
    );
    this.tensor = tensor;
    this.element = element;
    this.value = value;
  }
}

/** Throw at the first value that is not finite; the first of these is element `first` of the tensor. */
export function expectFinite(tensor: string, values: ArrayLike<number>, first = 0): void {
  // A loop is 8 times as fast as findIndex: 0.1 s for 124 million weights.
  for (let i = 0; i < values.length; i++)
    if (!Number.isFinite(values[i])) throw new NonFiniteWeightError(tensor, first + i, values[i]!);
}
