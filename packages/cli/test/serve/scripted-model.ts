import { tensor } from "@qkv/nn";
import { isDecoder, modelFromConfig } from "@qkv/nn/models";
import { LanguageModel } from "../../src/language-model/language-model.ts";
import { ServedEmbeddings } from "../../src/serve/answers/served-embeddings.ts";
import { ServedModel } from "../../src/serve/answers/served-model.ts";
import { ServedModels } from "../../src/serve/answers/served-models.ts";
import { chatTokenizer } from "./tiny-model.ts";

const [positions, width] = [512, 64];

/** Numbers between -1 and 1, the same every time. */
function scattered(count: number): Float32Array {
  let state = 12345;
  return Float32Array.from({ length: count }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 31 - 1;
  });
}

/**
 * A model that says what it is told to: nothing but positions counts in it, and the vector of each position is that of the
 * token that comes next.
 */
export async function scriptedModel() {
  const tokenizer = await chatTokenizer();
  const model = modelFromConfig({
    ...{
      model_type: "gpt2",
      vocab_size: tokenizer.vocabSize,
      n_positions: positions,
      n_embd: width,
    },
    ...{ n_layer: 1, n_head: 1 },
  });
  if (!isDecoder(model)) throw new Error("expected a decoder");
  const tokens = scattered(tokenizer.vocabSize * width);
  const language = new LanguageModel("scripted", model.eval(), tokenizer, {});
  const served = new ServedModel(language, { slots: 2, maxWaiting: 4, maxContext: positions });
  const embeddings = new ServedEmbeddings("scripted", { model, tokenizer }, 1);
  /** The next answer, to a prompt of so many tokens. */
  const say = (promptTokens: number, text: string): void => {
    const next = new Float32Array(positions * width);
    const script = [...tokenizer.encode(text, { addSpecialTokens: false }), ...language.ends];
    for (const [i, id] of script.entries())
      for (let j = 0; j < width; j++)
        next[(promptTokens - 1 + i) * width + j] = 50 * tokens[id * width + j]!;
    const values = new Map(
      [...model.stateDict()].map(([name, { shape }]) => {
        if (/(wte|lm_head)\.weight$/.test(name)) return [name, tensor(tokens, { shape })];
        if (name.endsWith("wpe.weight")) return [name, tensor(next, { shape })];
        const size = shape.reduce((a, b) => a * b, 1);
        const filled = new Float32Array(size).fill(/ln_\w+\.weight$/.test(name) ? 1 : 0);
        return [name, tensor(filled, { shape })];
      }),
    );
    model.loadStateDict(values);
    for (const one of values.values()) one.dispose();
  };
  return {
    models: new ServedModels(new Map([["scripted", { language: served, embeddings }]])),
    language,
    say,
  };
}
