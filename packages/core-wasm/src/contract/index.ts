export {
  type AttentionGeometry,
  type AttentionSizes,
  cachedLayout,
  headsLayout,
  packedLayout,
  type SequenceSizes,
  type Strides,
  tokensLayout,
} from "./attention-layout.ts";
export { type AxisSpans, axisSpans } from "./axis-spans.ts";
export * from "./backend.ts";
export { broadcastAxes, broadcastShapes } from "./broadcast.ts";
export { indexError } from "./index-range.ts";
export * from "./kernel.ts";
export { type AttentionAttrs, maskStrides } from "./kernels/attention-shapes.ts";
export { targetError } from "./kernels/cross-entropy.ts";
export { dropoutScale, dropoutThreshold } from "./kernels/dropout.ts";
export { idError } from "./kernels/embedding.ts";
export { type InRangeAttrs, rangeError } from "./kernels/in-range.ts";
export type { Activation, MatmulAttrs } from "./kernels/matmul.ts";
export {
  forEachMatrix,
  type MatmulGeometry,
  matmulGeometry,
  type TransposeFlags,
} from "./matmul-geometry.ts";
export { type IntersectionOf, mergeLaunches } from "./merge-launches.ts";
export { nearestHint, nearestName } from "./nearest-name.ts";
export {
  canHoldOptions,
  OptionError,
  refuseUnknownOptions,
  unknownOption,
} from "./option-names.ts";
export { oracles } from "./oracles.ts";
export { freeingAdvice, OutOfMemoryError } from "./out-of-memory-error.ts";
export { philox4x32, philoxWord } from "./philox.ts";
export {
  type IntegerFormat,
  isIntegerFormat,
  packedShape,
  type QuantizedFormat,
  quantizedBits,
  quantizedFormatNames,
  quantizedFormats,
  quantizeWeight,
  scalesShape,
} from "./quantized-formats/index.ts";
export type {
  FloatRange,
  PackedWeight,
  QuantizedFormatRecord,
} from "./quantized-formats/quantized-format.ts";
export { PANEL_ROWS } from "./quantized-panel.ts";
export { drawFloat32, drawFloat64, type RandomValues } from "./random-values.ts";
export { type ReductionPass, reductionPasses } from "./reduction-passes.ts";
export { createReferenceBackend } from "./reference.ts";
export * from "./shape.ts";
export { BufferLimitError, createShapeOnlyBackend, type ShapeOnlyOptions } from "./shape-only.ts";
export { singleLaunches } from "./single-launches.ts";
export { contiguousStrides, mergeAxes, permutedAxes, type StridedAxis } from "./strided-axes.ts";
export { type WindowAttrs, windowPlaces } from "./window-geometry.ts";
