import { availableParallelism } from "node:os";
import { describeRange, isInRange } from "@qkv/nn/options";
import type { Option } from "../command-line/option.ts";
import { UsageError } from "../failures/command-error.ts";

const range = { integer: true, from: 1 } as const;

/** How many threads compute: a number, or "auto" for as many as this machine has cores. */
export function threadsOption(description: string): Option<number> {
  return {
    description,
    valueHint: "N|auto",
    read: (texts, name) => {
      const value = (texts.at(-1) ?? "").trim();
      if (value.toLowerCase() === "auto") return availableParallelism();
      const threads = value === "" ? Number.NaN : Number(value);
      if (isInRange(threads, range)) return threads;
      throw new UsageError(
        `--${name} is ${JSON.stringify(value)}, expected ${describeRange(range)}, or auto`,
      );
    },
  };
}
