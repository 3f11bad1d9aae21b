import { launch } from "./launch.ts";
import { Tensor } from "./tensor.ts";

/**
 * Copy values of the target's shape and dtype into it: a host's, or another tensor's. On one device they never leave it;
 * from another device that only reads asynchronously this throws.
 */
export function assign(
  target: Tensor,
  source: Tensor | { readonly values: ArrayLike<number> },
): void {
  const undrawn = source instanceof Tensor && source.storage.undrawn;
  if (undrawn) target.storage.drawLater(undrawn);
  else if (!(source instanceof Tensor)) target.upload(source.values);
  else if (source.device !== target.device) target.upload(source.dataSync());
  else if (source.storage !== target.storage) {
    target.storage.willBeOverwritten();
    const row = { batch: 1, count: 1, width: target.size };
    const to = { targetOffset: 0, targetBatch: 0, targetRow: 0 };
    const start = { sourceOffset: 0, sourceBatch: 0, sourceRow: 0 };
    launch("writeRows", { target, rows: source }, { ...row, ...to, ...start });
  }
}
