import { TABLE_UNIT } from "../../exports.generated.ts";
import { rangeOf } from "../job.ts";
import { type ExportWith, parametersOf } from "../kernel-parameters.ts";
import { partCount, partSize, type VoidSplit } from "../split.ts";

/** Parts of the largest tables, whose rows each part passes on its way to its own. */
const MOST_PARTS = 1024;

/**
 * By the elements first .. last - 1 of all operands of a table together, some `wanted` in a part: small tensors share a
 * part, large ones have several.
 */
export const byTable =
  <K extends ExportWith<"row" | "rows" | "first" | "last">>(wanted: number): VoidSplit<K> =>
  ({ kernel, whole, pool, grain }) => {
    const names = parametersOf(kernel);
    const lastAt = names.indexOf("last");
    return (...args) => {
      const elements = Number(args[lastAt]);
      const part = tablePart(elements, wanted * grain, TABLE_UNIT);
      if (part >= elements) return void whole(...args);
      const { first, last } = rangeOf(elements, part);
      const parts = names.map((name, i) =>
        name === "first" ? first : name === "last" ? last : Number(args[i]),
      );
      pool.run({
        kernel,
        rows: partCount(elements, part),
        args: parts,
        whole: () => void whole(...args),
      });
    };
  };

/** Size of the parts of a table of so many elements. */
export const tablePart = (elements: number, wanted: number, unit: number): number =>
  partSize(elements, Math.max(wanted, elements / MOST_PARTS), unit);
