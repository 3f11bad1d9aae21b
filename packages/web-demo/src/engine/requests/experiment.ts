import { trainVariant } from "../experiments/train-variant.ts";
import type { Request } from "../request.ts";

/** A step is told at once; other questions are answered between two. */
export const experiment: Request<"experiment"> = (ask, { signal, tell }) =>
  trainVariant(ask, tell, async () => {
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
  });
