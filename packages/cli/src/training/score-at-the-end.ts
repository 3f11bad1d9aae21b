import type { HeldOut } from "@qkv/nn/recipes";
import { Counter } from "../terminal/counter.ts";
import type { Printer } from "../terminal/printer.ts";

/** The loss of all that is held out, with a bar while it is computed; NaN when the user stopped it. */
export async function scoreAtTheEnd(heldOut: HeldOut, printer: Printer): Promise<number> {
  const counter = new Counter(printer, { label: "validating", unit: "tokens", delay: 2000 });
  return heldOut
    .atTheEnd((done, total) => counter.update(done, total))
    .finally(() => counter.end());
}
