import { TABLE_UNIT } from "./exports.generated.ts";
import type { LinearMemory, WasmBuffer } from "./linear-memory.ts";

/** A table of operands in scratch memory. */
export interface OperandTable {
  readonly row: number;
  readonly rows: number;
  /** Of all rows, each filled up to whole units. */
  readonly elements: number;
}

/**
 * Write a row { elements, address of each operand } for each set of operands: the first of every list and so on, all of
 * one length; a list that is absent has addresses of 0. Beyond the table there is scratch of as many bytes as
 * `restBytes` says for so many elements, in rows filled up to `unit`.
 */
export function writeOperands(
  memory: LinearMemory,
  lists: readonly [readonly WasmBuffer[], ...(readonly WasmBuffer[] | undefined)[]],
  { unit = TABLE_UNIT, restBytes = 0 }: { unit?: number; restBytes?: number } = {},
): OperandTable {
  const [first] = lists;
  const row = memory.scratch(4 * first.length * (1 + lists.length) + restBytes);
  const words = memory.words;
  let at = row >>> 2;
  let elements = 0;
  for (let set = 0; set < first.length; set++) {
    const { length } = first[set]!;
    elements += Math.ceil(length / unit) * unit;
    words[at++] = length;
    for (const list of lists) words[at++] = list === undefined ? 0 : list[set]!.pointer;
  }
  return { row, rows: first.length, elements };
}
