import { generateStream } from "@qkv/nn/generation";
import { isConditionalGenerator, isDecoder } from "@qkv/nn/models";
import type { TokenAnswer } from "../protocol.ts";
import type { Request } from "../request.ts";

export const generate: Request<"generate"> = async (ask, { models, signal, tell }) => {
  const opened = await models.open(ask.model, { signal });
  const { model, tokenizer } = opened;
  const answers = isConditionalGenerator(model);
  if (!(answers || isDecoder(model)) || !tokenizer)
    throw new RangeError(
      `${ask.model} writes no text: expected a decoder, or an encoder-decoder, with a tokenizer.json`,
    );
  const { count, temperature, topK, topP, seed } = ask;
  const tokens: TokenAnswer[] = [];
  if (count === 0) return { tokens };
  const ends = answers
    ? (await import("./target-options.ts")).targetOptions(ask.model, opened)
    : {};
  const options = { ...ends, maxNewTokens: count, temperature, topK, topP, seed, signal };
  for await (const { id } of generateStream(model, tokenizer, ask.text, options)) {
    const token = { id, text: tokenizer.decode([id]) };
    tokens.push(token);
    tell(token);
  }
  return { tokens };
};
