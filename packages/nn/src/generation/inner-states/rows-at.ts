import type { HostTensor } from "../../weights/host-tensor.ts";

/** Which rows a tensor's rows become: each sequence's row by `from`, or the place of each row by `to`. */
interface Placing {
  readonly sequences: number;
  readonly from?: readonly number[];
  readonly to?: readonly number[];
}

/** A tensor with a row for each sequence; those that have none are zeros. */
export function rowsAt(tensor: HostTensor, { sequences, from, to }: Placing): HostTensor {
  const [rows, ...rest] = tensor.shape as [number, ...number[]];
  if (!from && rows === sequences) return tensor;
  const size = rest.reduce((product, one) => product * one, 1);
  const values = new Float32Array(sequences * size);
  const put = (row: number, sequence: number) =>
    values.set(tensor.values.subarray(row * size, (row + 1) * size), sequence * size);
  if (from) for (const [sequence, row] of from.entries()) put(row, sequence);
  else for (const [row, sequence] of to!.entries()) put(row, sequence);
  return { ...tensor, shape: [sequences, ...rest], values };
}
