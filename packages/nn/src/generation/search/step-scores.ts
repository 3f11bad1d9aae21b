import { noGrad } from "../../autograd/grad-mode.ts";
import type { inferenceOf } from "../../module/evaluating.ts";
import { scope } from "../../tensor/scope.ts";
import type { NewTokens, TokenSteps } from "../steps/token-steps.ts";

/** Logits of one sequence behind each of its newest tokens. */
export type RowScores = readonly Float64Array[];

/** What the model says behind the newest tokens, in float64: for each sequence, behind each of them or behind the last. */
export async function stepScores(
  steps: TokenSteps,
  newest: NewTokens | undefined,
  inference: ReturnType<typeof inferenceOf>,
  each?: "each",
): Promise<readonly RowScores[]> {
  const logits = inference(() => noGrad(() => scope(() => steps.next(newest, each))));
  try {
    const [rows, tokens, vocab] = logits.shape as [number, number, number];
    const values = await logits.data();
    const at = (row: number, token: number) => (row * tokens + token) * vocab;
    return Array.from({ length: rows }, (_, row) =>
      Array.from(
        { length: tokens },
        (_, token) => new Float64Array(values.subarray(at(row, token), at(row, token) + vocab)),
      ),
    );
  } finally {
    logits.dispose();
  }
}
