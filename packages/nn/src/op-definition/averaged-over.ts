import type { Tensor } from "../tensor/tensor.ts";

/** Over how many targets, or what sum of their weights, a mean is taken: a number, or a tensor [] of its own. */
export type Count = number | Tensor;

interface Heard {
  /** Of the first loss. */
  loss?: Count;
  /** Of the last mean over everything, which a loss of one's own may end in. */
  mean?: Count;
}

let heard: Heard | undefined;

/** Run `body`, and hear over how much the loss in it is averaged; undefined where nothing says. A tensor is the caller's. */
export function averagedOver<T>(body: () => T): {
  readonly result: T;
  readonly over: Count | undefined;
} {
  const outer = heard;
  const own: Heard = {};
  heard = own;
  try {
    const result = body();
    return { result, over: own.loss ?? own.mean };
  } catch (error) {
    if (typeof own.loss === "object") own.loss.dispose();
    throw error;
  } finally {
    heard = outer;
  }
}

/** A loss that is to be differentiated says over how much it is averaged; the count is made only where somebody listens. */
export function sayLossAveragedOver(count: () => Count): void {
  if (!heard || heard.loss !== undefined) return;
  const told = count();
  heard.loss = typeof told === "number" ? told : told.makeLasting();
}

/** So does a mean over all elements. */
export function sayMeanOver(count: number): void {
  if (heard) heard.mean = count;
}
