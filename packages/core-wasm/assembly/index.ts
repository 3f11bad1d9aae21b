/** First byte that the allocator may hand out: past the static tables. */
export function heapBase(): usize {
  return __heap_base;
}

export { softmax, softmaxBackward } from './softmax';
export { add } from './add';
export { div } from './div';
export { mul } from './mul';
export { sub } from './sub';
export { accumulate } from './accumulate';
export { accumulateSquares } from './accumulate-squares';
export { adamwStep } from './adamw-step';
export { clipGradient } from './clip-gradient';
export { exp } from './exp';
export { log } from './log';
export { peak } from './peak';
export { permute } from './permute';
export { scale } from './scale';
export { sumColumns, sumColumnsScratch, sumRows } from './sum';
export { writeRows } from './write-rows';
export { attention, attentionScratchBytes } from './attention';
export { attentionBackward, attentionBackwardScratchBytes } from './attention-backward';
export { countTargets, crossEntropy, firstBadTarget, reduceLosses } from './cross-entropy';
export { dropout } from './dropout';
export { embedding, embeddingBackward, firstBadId } from './embedding';
export { gelu, geluTanh } from './gelu';
export { layerNorm } from './layer-norm';
export { layerNormBackward, layerNormBackwardScratchBytes } from './layer-norm-backward';
export { matmul, matmulScratchBytes } from './matmul';
export { relu, reluBackward } from './relu';
export { sqrt } from './sqrt';
