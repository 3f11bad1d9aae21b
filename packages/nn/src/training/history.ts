/** What one optimiser step was like. */
export interface StepRecord {
  /** Steps done, this one included. */
  readonly step: number;
  /** Training loss of the step's batches, before the step. */
  readonly loss: number;
  readonly learningRate: number;
  /** L2 norm of all gradients before clipping; present when gradients are clipped. */
  readonly gradNorm?: number;
  readonly tokensPerSecond?: number;
  /** Validation loss after the step, on the steps that evaluate. */
  readonly valLoss?: number;
  /** What else was counted then, by name: accuracy, BLEU. */
  readonly figures?: Readonly<Record<string, number>>;
}

/** What became of a training: a record of each step. */
export interface History {
  readonly records: readonly StepRecord[];
  /** Whether the signal stopped training before its last step. */
  readonly aborted: boolean;
}

/** Thrown before a step whose loss is NaN or infinite: the parameters are still those of the step before. */
export class NonFiniteLossError extends Error {
  override readonly name = "NonFiniteLossError";
  readonly step: number;

  constructor(step: number, loss: number) {
    super(
      `the loss of step ${step} is ${loss}; the parameters are those of step ${step - 1}. ` +
        "Lower the learning rate, clip the gradient norm, or look for bad values in the data.",
    );
    this.step = step;
  }
}
