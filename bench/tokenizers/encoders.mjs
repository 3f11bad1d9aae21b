import { PretrainedTokenizer } from "@qkv/nn/tokenizers";
import * as gptTokenizer from "gpt-tokenizer/encoding/r50k_base";
import { Tiktoken } from "tiktoken";
import ranks from "tiktoken/encoders/r50k_base";
import { gpt2File } from "./gpt2-file.mjs";

/** Encoders with GPT-2's vocabulary by name, all of which give the same ids for the text. */
export async function encodersOf(text) {
  const ours = new PretrainedTokenizer(gpt2File(ranks));
  const tiktoken = new Tiktoken(ranks.bpe_ranks, ranks.special_tokens, ranks.pat_str);
  const encoders = {
    ours: (of) => ours.encode(of),
    "gpt-tokenizer": (of) => gptTokenizer.encode(of),
    tiktoken: (of) => tiktoken.encode(of),
  };
  const expected = encoders.tiktoken(text).join();
  for (const [name, encode] of Object.entries(encoders))
    if (Array.from(encode(text)).join() !== expected)
      throw new Error(`${name} gives other ids than tiktoken`);
  return encoders;
}
