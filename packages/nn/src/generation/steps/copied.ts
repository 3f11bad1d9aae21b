import { tensor } from "../../device/create-tensor.ts";
import { indexSelect } from "../../ops/index-select.ts";
import { scope } from "../../tensor/scope.ts";
import type { TokenSteps } from "./token-steps.ts";

/** The same steps with so many sequences for each prompt, one behind the other; each prompt is computed once. */
export function copied(steps: TokenSteps, copies: number): TokenSteps {
  if (copies === 1) return steps;
  const rows = steps.begun.flatMap((_, row) => Array.from({ length: copies }, () => row));
  return {
    ...steps,
    begun: rows.map((row) => steps.begun[row]!),
    next(newest, each) {
      const logits = steps.next(newest, each);
      if (newest) return logits;
      steps.reorder(rows);
      const { device } = logits;
      return scope(() => indexSelect(logits, 0, tensor(Int32Array.from(rows), { device })));
    },
    [Symbol.dispose]: () => steps[Symbol.dispose](),
  };
}
