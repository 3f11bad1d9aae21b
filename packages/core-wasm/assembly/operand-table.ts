import { floatBytes } from './simd';

/**
 * A table of operands: one row for each tensor that a kernel works on, { elements, address of each operand }, in words;
 * 0 where an operand is absent. The rows lie end to end, each filled up to whole units, as one run of elements, so that
 * threads can share any number of tensors evenly.
 */

/** Elements that a row is filled up to, and that parts of the run are made of. */
export const TABLE_UNIT: i32 = 64;

/** Bytes of a row with so many operands. */
// @ts-ignore: decorator
@inline
export function rowBytes(operands: i32): usize {
  return <usize>(4 + 4 * operands);
}

// @ts-ignore: decorator
@inline
export function elementsOf(row: usize): i32 {
  return load<i32>(row);
}

/** Address of element `from` of an operand; an absent one stays absent. */
// @ts-ignore: decorator
@inline
export function operandOf(row: usize, operand: i32, from: i32): usize {
  const address = load<usize>(row + 4 + 4 * operand);
  return address ? address + floatBytes(from) : 0;
}
