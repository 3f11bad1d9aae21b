import type { TrainingCalls } from "../protocol.ts";
import type { Request } from "../request.ts";

/** Calls about runs are answered by what is loaded with the first of them: the first view needs no training. */
const later =
  <K extends keyof TrainingCalls>(kind: K): Request<K> =>
  async (ask, context) => {
    const { answers } = await import("../training/answers.ts");
    const answer: Request<K> = answers[kind];
    return answer(ask, context);
  };

export const training: { readonly [K in keyof TrainingCalls]: Request<K> } = {
  startRun: later("startRun"),
  trainRun: later("trainRun"),
  pauseRun: later("pauseRun"),
  rewindRun: later("rewindRun"),
  runTensor: later("runTensor"),
  runAttention: later("runAttention"),
  saveRun: later("saveRun"),
  readRunFile: later("readRunFile"),
  runFiles: later("runFiles"),
  endRun: later("endRun"),
};
