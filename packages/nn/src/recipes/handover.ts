import type { BatchSource } from "../data/batch-source.ts";
import type { WeightAverage } from "../optim/weight-average.ts";
import type { Trainer } from "../training/trainer.ts";
import type { TokenLoss, TokenTensors } from "./token-loss.ts";

/** Batches of tokens, drawn one after the other. */
export interface TokenBatches extends Pick<TokenLoss<never>, "ignoreIndex" | "labelSmoothing"> {
  readonly paddingIdx: number;
  /** The next batch; its tensors belong to the caller. */
  next(): TokenTensors;
}

/** What another engine is told of a run to go on with it. */
export interface Handover
  extends Pick<
    Trainer<unknown>["options"],
    "optimizer" | "schedule" | "maxGradNorm" | "gradAccumulation"
  > {
  readonly data: BatchSource<unknown>;
  /** Undefined where the loss is no cross entropy of tokens. */
  readonly tokens: TokenBatches | undefined;
  readonly average: WeightAverage | undefined;
}

/** What there is to tell of a trainer, whose loss is `tokens` where that is given. */
export function handoverOf<B>(
  { options }: Trainer<B>,
  tokens?: TokenLoss<B>,
  average?: WeightAverage,
): Handover {
  const { optimizer, schedule, maxGradNorm, gradAccumulation, data } = options;
  return {
    ...{ optimizer, schedule, maxGradNorm, gradAccumulation, data, average },
    tokens: tokens && { ...tokens, next: () => tokens.of(data.next()) },
  };
}
