import { mean, noGrad, scope, type Tensor, tensor } from "@qkv/nn";
import { generate, generationOptions } from "@qkv/nn/generation";
import { type Capture, capture } from "@qkv/nn/inspection";
import { type ConditionalGenerator, isConditionalGenerator } from "@qkv/nn/models";
import type { Request } from "../request.ts";

const LONGEST = 60;

export const translate: Request<"translate"> = async ({ model: name, text }, context) => {
  const { model, tokenizer, generationConfig } = await context.models.open(name, context);
  if (!isConditionalGenerator(model) || !tokenizer || !generationConfig)
    throw new RangeError(
      `${name} translates nothing: expected an encoder-decoder with a tokenizer.json`,
    );
  const { decoderStartTokenId: start, ...options } = generationOptions(generationConfig);
  if (start === undefined)
    throw new RangeError(`${name} does not say what a translation begins with`);
  const source = [...tokenizer.encode(text)];
  const { ids: target } = await generate(model, tokenizer, text, {
    ...{ temperature: 0, maxNewTokens: LONGEST, decoderStartTokenId: start, ...options },
    signal: context.signal,
  });
  const tokensOf = (ids: readonly number[]) =>
    ids.map((id) => ({ id, text: tokenizer.decode([id], { skipSpecialTokens: false }) }));
  return {
    source: tokensOf(source),
    target: tokensOf(target),
    weights: await crossAttention(model, source, [start, ...target.slice(0, -1)]),
  };
};

/** [target, source] of the last layer that looks from the one to the other, mean of its heads. */
async function crossAttention(
  model: ConditionalGenerator,
  source: readonly number[],
  target: readonly number[],
): Promise<Float32Array> {
  let captured: Capture | undefined;
  noGrad(() => {
    captured = capture(model, () =>
      scope(() => {
        const memory = model.encodeNamed({ input_ids: row(source) });
        model.decodeNamed(row(target), memory);
      }),
    );
  });
  try {
    const looked = [...captured!].findLast(
      ({ role, shape }) =>
        role === "weights" && shape.at(-2) === target.length && shape.at(-1) === source.length,
    );
    if (!looked) throw new Error("no layer looks from the target at the source");
    const averaged = noGrad(() => scope((): Tensor => mean(looked.tensor, 1)));
    try {
      return Float32Array.from(await averaged.data());
    } finally {
      averaged.dispose();
    }
  } finally {
    captured?.dispose();
  }
}

const row = (ids: readonly number[]): Tensor => tensor(Int32Array.from(ids)).reshape(1, ids.length);
