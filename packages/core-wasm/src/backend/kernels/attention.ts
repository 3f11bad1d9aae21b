import {
  type AttentionAttrs,
  type AttentionGeometry,
  maskStrides,
  type Shape,
  type Strides,
} from "../../contract/index.ts";
import { type KernelSet, pointerOf } from "../kernel-set.ts";
import type { LinearMemory, WasmBuffer } from "../linear-memory.ts";
import { dropoutWords } from "./dropout.ts";

export const attentionKernels: KernelSet<"attention" | "attentionBackward"> = ({
  wasm,
  memory,
}) => ({
  attention: ({ q, k = q, v = q, mask }, { o, stats }, shapes, attrs) => {
    const { queries, keys, headSize } = attrs;
    wasm.attention(
      ...sizes(attrs),
      ...placed(q, attrs.q),
      ...placed(k, attrs.k),
      ...placed(v, attrs.v),
      ...placed(o, attrs.o),
      pointerOf(mask),
      ...maskSteps(shapes.mask),
      stats.pointer,
      ...options(attrs),
      memory.scratch(wasm.attentionScratchBytes(queries, keys, headSize)),
    );
  },
  attentionBackward: ({ q, k, v, mask, o, dO, stats }, { dq, dk, dv, dmask }, shapes, attrs) => {
    const { queries, keys, headSize } = attrs;
    clearUncovered(memory, { dq, dk, dv }, attrs);
    if (dmask) memory.clear(dmask);
    wasm.attentionBackward(
      ...sizes(attrs),
      ...placed(q, attrs.q),
      ...placed(k ?? q, attrs.k),
      ...placed(v ?? q, attrs.v),
      at(o, attrs.o),
      at(dO, attrs.o),
      ...strides(attrs.o),
      pointerOf(mask),
      pointerOf(dmask),
      ...maskSteps(shapes.mask),
      stats.pointer,
      at(dq, attrs.q),
      at(dk ?? dq, attrs.k),
      at(dv ?? dq, attrs.v),
      ...options(attrs),
      memory.scratch(wasm.attentionBackwardScratchBytes(queries, keys, headSize)),
    );
  },
});

const at = ({ pointer }: WasmBuffer, { offset }: Strides): number => pointer + 4 * offset;

/** Address and steps. */
const placed = (buffer: WasmBuffer, of: Strides): [number, number, number, number] => [
  at(buffer, of),
  ...strides(of),
];

const strides = ({ batch, head, row }: Strides): [number, number, number] => [batch, head, row];

const maskSteps = (mask: Shape | undefined): [number, number, number] => {
  const [batch, head, row] = mask ? maskStrides(mask) : [0, 0, 0];
  return [batch, head, row];
};

const sizes = (of: AttentionGeometry): [number, number, number, number, number, number] => [
  of.batch,
  of.heads,
  of.keyValueHeads,
  of.queries,
  of.keys,
  of.headSize,
];

const options = (
  attrs: AttentionAttrs,
): [number, boolean, number, number, number, number, number] => {
  const { threshold, scale } = dropoutWords(attrs.dropoutP);
  const { causal, queryOffset, seed, stream } = attrs;
  return [attrs.scale, causal, queryOffset, threshold, scale, seed, stream];
};

/** The kernel writes the gradients of q, k and v only: zero what else lies in their tensors. */
function clearUncovered(
  memory: LinearMemory,
  gradients: {
    readonly dq: WasmBuffer;
    readonly dk?: WasmBuffer | undefined;
    readonly dv?: WasmBuffer | undefined;
  },
  { batch, heads, keyValueHeads, queries, keys, headSize }: AttentionGeometry,
): void {
  const ofQueries = batch * heads * queries * headSize;
  const ofKeys = batch * keyValueHeads * keys * headSize;
  const { dq, dk, dv } = gradients;
  if (dq.length !== ofQueries + (dk ? 0 : ofKeys) + (dv ? 0 : ofKeys)) memory.clear(dq);
  if (dk && dk.length !== ofKeys) memory.clear(dk);
  if (dv && dv.length !== ofKeys) memory.clear(dv);
}
