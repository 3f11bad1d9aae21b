import type { QuantizedFormat } from "@qkv/nn";
import type { Score } from "@qkv/nn/recipes";
import { formatCount, formatDuration } from "../terminal/format-number.ts";
import { formatTable } from "../terminal/table.ts";
import { describeScore } from "./describe-score.ts";

export interface EvaluationContext {
  readonly quantize?: QuantizedFormat | undefined;
  /** Against the same model in float32. */
  readonly lossChange?: number;
  /** Columns of the terminal. */
  readonly width: number;
}

/** A score and what it took, for people. */
export function describeEvaluation(
  score: Score,
  milliseconds: number,
  { quantize, lossChange = 0, width }: EvaluationContext,
): string {
  const [loss = [], ...others] = describeScore(score);
  const sign = lossChange < 0 ? "-" : "+";
  const change = `${sign}${Math.abs(lossChange).toFixed(5)} nats against float32`;
  // Decoding takes its time too, so that of tokens that were only predicted says nothing.
  const rate =
    score.decoded === undefined && score.tokens !== undefined
      ? `, ${formatCount((score.tokens / milliseconds) * 1000)} tokens/s`
      : "";
  return formatTable(
    [
      loss,
      ...(quantize ? [[quantize, change]] : []),
      ...others,
      ["time", `${formatDuration(milliseconds)}${rate}`],
    ],
    { width },
  );
}
