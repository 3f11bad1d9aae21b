// Kernels that take many sets of operands at once.
export { accumulateLargestKernels } from "./kernels/accumulate-largest.ts";
export { accumulateMagnitudesKernels } from "./kernels/accumulate-magnitudes.ts";
export { accumulateSquaresKernels } from "./kernels/accumulate-squares.ts";
export { adagradStepKernels } from "./kernels/adagrad-step.ts";
export { adamStepKernels } from "./kernels/adam-step.ts";
export { clipGradientKernels } from "./kernels/clip-gradient.ts";
export { clipGradientValueKernels } from "./kernels/clip-gradient-value.ts";
export { lerpKernels } from "./kernels/lerp.ts";
export { lionStepKernels } from "./kernels/lion-step.ts";
export { rmspropStepKernels } from "./kernels/rmsprop-step.ts";
export { sgdStepKernels } from "./kernels/sgd-step.ts";
