import { crossEntropy, noGrad, scope, type Tensor, tensor } from "@qkv/nn";
import { type Capture, capture, countFlops, withHook } from "@qkv/nn/inspection";
import { isDecoder, isEncoder, isEncoderDecoder, type Model } from "@qkv/nn/models";
import { largest, softmax } from "../../shaping/tensors.ts";
import type { OpenedModel } from "../open-models.ts";
import type { ForwardAsk, NextToken, TensorAnswer, TokenAnswer } from "../protocol.ts";
import type { Request } from "../request.ts";
import { targetStart } from "../target-start.ts";

const NEXT_TOKENS = 12;

export const forward: Request<"forward"> = async (ask, context) => {
  const opened = await context.models.open(ask.model, context);
  const [ids, targets] = sidesOf(opened, ask);
  expectRoom(opened.model, ids.length);
  let loss: Tensor | undefined;
  let captured: Capture | undefined;
  const start = performance.now();
  const times: number[] = [];
  const note = () => {
    times.push(performance.now());
    return undefined;
  };
  const flops = countFlops(() =>
    withHook(opened.model, note, () => {
      captured = capture(opened.model, () => {
        loss = pass(opened.model, ids, targets, ask);
      });
    }),
  );
  const milliseconds = performance.now() - start;
  try {
    const lossValue = loss ? (await loss.data())[0]! : undefined;
    const tensors = await answersOf(captured!, [start, ...times]);
    return {
      tokens: tokensOf(opened, ids),
      ...(targets ? { targetTokens: tokensOf(opened, targets) } : {}),
      tensors,
      next: nextTokens(opened, tensors),
      ...(lossValue === undefined ? {} : { loss: lossValue }),
      milliseconds,
      flops,
    };
  } finally {
    loss?.dispose();
    captured?.dispose();
  }
};

/** Ids of the text, and of an encoder-decoder those of what it has said. */
function sidesOf(
  opened: OpenedModel,
  { text, target, more = [] }: ForwardAsk,
): readonly [ids: Int32Array, targets?: Int32Array] {
  const ids = idsOf(opened, text);
  if (!isEncoderDecoder(opened.model)) return [Int32Array.of(...ids, ...more)];
  const start = targetStart(opened);
  if (target !== undefined) return [ids, Int32Array.of(...idsOf(opened, target), ...more)];
  return [ids, Int32Array.of(...(start === undefined ? ids : [start]), ...more)];
}

const row = (ids: Int32Array) => tensor(ids).reshape(1, ids.length);

/** One pass over the text; the loss of its next tokens, where there are any. */
function pass(
  model: Model,
  ids: Int32Array,
  targets: Int32Array | undefined,
  { gradients = false }: ForwardAsk,
): Tensor | undefined {
  const run = () =>
    scope(() => {
      if (isEncoderDecoder(model))
        return lossOf(model.forward(row(ids), row(targets ?? ids)), targets ?? ids);
      if (isDecoder(model)) return lossOf(model.forward(row(ids)), ids);
      if (isEncoder(model)) model.forward(row(ids));
      else throw new RangeError(`a ${model.role} reads no text: expected a model that does`);
      return undefined;
    });
  if (!gradients) return noGrad(run);
  const loss = run();
  loss?.backward();
  model.zeroGrad();
  return loss;
}

/** Of each token but the last, how badly the next one was foreseen. */
function lossOf(logits: Tensor, ids: Int32Array): Tensor | undefined {
  if (ids.length < 2) return undefined;
  const next = Int32Array.from(ids, (_, i) => ids[i + 1] ?? -100); // the last has none: ignored
  return crossEntropy(logits, tensor(next).reshape(1, ids.length));
}

function idsOf({ tokenizer }: OpenedModel, text: string): Int32Array {
  if (!tokenizer)
    throw new RangeError("the model has no tokenizer.json: expected one beside its weights");
  const ids = tokenizer.encode(text);
  if (ids.length === 0) throw new RangeError("there is no text: expected at least one token");
  return ids;
}

/** A sentence that is too long is said to be one, in the reader's terms. */
function expectRoom(model: Model, tokens: number): void {
  if (isDecoder(model) && tokens > model.contextLength)
    throw new RangeError(
      `the text has ${tokens} tokens, and the model looks back on ${model.contextLength} at most: expected a shorter one`,
    );
}

const tokensOf = ({ tokenizer }: OpenedModel, ids: Int32Array): TokenAnswer[] =>
  [...ids].map((id) => ({ id, text: tokenizer!.decode([id], { skipSpecialTokens: false }) }));

/** `times`: when the pass began, and when each tensor was there, in milliseconds. */
async function answersOf(captured: Capture, times: readonly number[]): Promise<TensorAnswer[]> {
  const answers: TensorAnswer[] = [];
  for (const { module, role, axes, shape, tensor: seen, gradient } of captured)
    answers.push({
      ...{ name: module, role, axes, shape },
      data: Float32Array.from(await seen.data()),
      microseconds: 1000 * (times[answers.length + 1]! - times[answers.length]!),
      ...(gradient ? { gradient: Float32Array.from(await gradient.data()) } : {}),
    });
  return answers;
}

/** Out of the logits of the last token. */
function nextTokens(
  { tokenizer, model }: OpenedModel,
  tensors: readonly TensorAnswer[],
): NextToken[] {
  const logits = tensors.findLast(({ role }) => role === "logits");
  if (!logits || isEncoder(model)) return [];
  const probabilities = softmax(logits.data.subarray(-logits.shape.at(-1)!));
  return largest(probabilities, NEXT_TOKENS).map((id) => ({
    id,
    text: tokenizer!.decode([id], { skipSpecialTokens: false }),
    probability: probabilities[id]!,
  }));
}
