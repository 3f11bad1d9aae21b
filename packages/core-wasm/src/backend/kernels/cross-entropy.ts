import { lastAxis, targetError } from "../../contract/index.ts";
import { type KernelSet, pointerOf } from "../kernel-set.ts";

export const crossEntropyKernels: KernelSet<"crossEntropy"> = ({ wasm, memory }) => ({
  crossEntropy: ({ logits, target, weight }, { loss, dlogits }, shapes, attrs) => {
    const { reduction, ignoreIndex, labelSmoothing, logProbabilities = false } = attrs;
    const classes = lastAxis("crossEntropy", "logits", shapes.logits);
    const rows = target.length;
    const bad = wasm.firstBadTarget(target.pointer, rows, classes, ignoreIndex);
    if (bad >= 0) throw targetError(bad, memory.read(target)[bad]!, classes);
    const weights = pointerOf(weight);
    const divisor =
      reduction === "mean" ? wasm.targetWeight(target.pointer, weights, rows, ignoreIndex) : 1;
    const losses = reduction === "none" ? loss.pointer : memory.scratch(4 * rows);
    wasm.crossEntropy(
      logits.pointer,
      target.pointer,
      weights,
      losses,
      pointerOf(dlogits),
      rows,
      classes,
      ignoreIndex,
      labelSmoothing,
      logProbabilities,
      1 / divisor,
    );
    if (reduction !== "none") wasm.reduceLosses(losses, rows, divisor, loss.pointer);
  },
});
