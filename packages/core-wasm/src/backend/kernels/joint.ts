// Kernels that take many sets of operands at once.
export { accumulateSquaresKernels } from "./accumulate-squares.ts";
export { adagradStepKernels } from "./adagrad-step.ts";
export { adamStepKernels } from "./adam-step.ts";
export { clipGradientKernels } from "./clip-gradient.ts";
export { clipGradientValueKernels } from "./clip-gradient-value.ts";
export { lerpKernels } from "./lerp.ts";
export { lionStepKernels } from "./lion-step.ts";
export { rmspropStepKernels } from "./rmsprop-step.ts";
export { sgdStepKernels } from "./sgd-step.ts";
