import type { TrainingCalls } from "../protocol.ts";
import type { Request } from "../request.ts";
import { later } from "./later.ts";

const of = <K extends keyof TrainingCalls>(kind: K): Request<K> =>
  later(async (): Promise<Request<K>> => (await import("../training/answers.ts")).answers[kind]);

export const training: { readonly [K in keyof TrainingCalls]: Request<K> } = {
  startRun: of("startRun"),
  trainRun: of("trainRun"),
  pauseRun: of("pauseRun"),
  rewindRun: of("rewindRun"),
  runTensor: of("runTensor"),
  runAttention: of("runAttention"),
  saveRun: of("saveRun"),
  readRunFile: of("readRunFile"),
  runFiles: of("runFiles"),
  endRun: of("endRun"),
};
