import type { KernelTable } from "../../contract/index.ts";
import type { KernelContext } from "../kernel-set.ts";
import type { WasmBuffer } from "../linear-memory.ts";
import { accumulateKernels } from "./accumulate.ts";
import { accumulateSquaresKernels } from "./accumulate-squares.ts";
import { adamwStepKernels } from "./adamw-step.ts";
import { addKernels } from "./add.ts";
import { attentionKernels } from "./attention.ts";
import { clipGradientKernels } from "./clip-gradient.ts";
import { crossEntropyKernels } from "./cross-entropy.ts";
import { divKernels } from "./div.ts";
import { dropoutKernels } from "./dropout.ts";
import { embeddingKernels } from "./embedding.ts";
import { expKernels } from "./exp.ts";
import { geluKernels } from "./gelu.ts";
import { layerNormKernels } from "./layer-norm.ts";
import { logKernels } from "./log.ts";
import { matmulKernels } from "./matmul.ts";
import { mulKernels } from "./mul.ts";
import { permuteKernels } from "./permute.ts";
import { reluKernels } from "./relu.ts";
import { scaleKernels } from "./scale.ts";
import { softmaxKernels } from "./softmax.ts";
import { sqrtKernels } from "./sqrt.ts";
import { subKernels } from "./sub.ts";
import { sumKernels } from "./sum.ts";
import { writeRowsKernels } from "./write-rows.ts";

/** Every kernel of the contract on WASM; a missing one does not compile. */
export const wasmKernels = (context: KernelContext): KernelTable<WasmBuffer> => ({
  ...softmaxKernels(context),
  ...sqrtKernels(context),
  ...accumulateKernels(context),
  ...accumulateSquaresKernels(context),
  ...adamwStepKernels(context),
  ...addKernels(context),
  ...divKernels(context),
  ...mulKernels(context),
  ...subKernels(context),
  ...clipGradientKernels(context),
  ...expKernels(context),
  ...logKernels(context),
  ...permuteKernels(context),
  ...scaleKernels(context),
  ...sumKernels(context),
  ...writeRowsKernels(context),
  ...attentionKernels(context),
  ...crossEntropyKernels(context),
  ...dropoutKernels(context),
  ...embeddingKernels(context),
  ...geluKernels(context),
  ...layerNormKernels(context),
  ...matmulKernels(context),
  ...reluKernels(context),
});
