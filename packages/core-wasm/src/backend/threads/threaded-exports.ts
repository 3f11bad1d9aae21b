import type { KernelExports } from "../exports.generated.ts";
import type { SplitContext } from "./split.ts";
import { accumulateLargestSplit } from "./splits/accumulate-largest.ts";
import { accumulateMagnitudesSplit } from "./splits/accumulate-magnitudes.ts";
import { accumulateSquaresSplit } from "./splits/accumulate-squares.ts";
import { activationBackwardSplit } from "./splits/activation-backward.ts";
import { attentionSplits } from "./splits/attention.ts";
import { broadcastSplits } from "./splits/broadcast.ts";
import { dropoutSplit } from "./splits/dropout.ts";
import { elementwiseSplits } from "./splits/elementwise.ts";
import { embeddingBackwardSplit } from "./splits/embedding-backward.ts";
import { extremeColumnsSplits } from "./splits/extreme-columns.ts";
import { indexSelectBackwardSplit } from "./splits/index-select-backward.ts";
import { matmulSplit } from "./splits/matmul.ts";
import { normBackwardSplits } from "./splits/norm-backward.ts";
import { operandTableSplits } from "./splits/operand-table.ts";
import { outerSplits } from "./splits/outer.ts";
import { permuteSplit } from "./splits/permute.ts";
import { prepackSplit } from "./splits/prepack.ts";
import { quantizedSplits } from "./splits/quantized.ts";
import { ropeSplit } from "./splits/rope.ts";
import { rowSplits } from "./splits/rows.ts";
import { scatterAddSplit } from "./splits/scatter-add.ts";
import { sumColumnsSplit } from "./splits/sum-columns.ts";

/** The functions of the binary, those that pay cut into chunks for a pool; the launches of the backend see no difference. */
export const threadedExports = (context: SplitContext): KernelExports => ({
  ...context.wasm,
  ...elementwiseSplits(context),
  ...activationBackwardSplit(context),
  ...broadcastSplits(context),
  ...rowSplits(context),
  ...normBackwardSplits(context),
  ...embeddingBackwardSplit(context),
  ...sumColumnsSplit(context),
  ...dropoutSplit(context),
  ...accumulateSquaresSplit(context),
  ...accumulateMagnitudesSplit(context),
  ...accumulateLargestSplit(context),
  ...extremeColumnsSplits(context),
  ...operandTableSplits(context),
  ...outerSplits(context),
  ...scatterAddSplit(context),
  ...indexSelectBackwardSplit(context),
  ...permuteSplit(context),
  ...ropeSplit(context),
  ...quantizedSplits(context),
  ...matmulSplit(context),
  ...prepackSplit(context),
  ...attentionSplits(context),
});
