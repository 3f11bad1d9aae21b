import * as nn from "@qkv/nn";
import { fromPretrained } from "@qkv/nn/pretrained";

/** Logits [vocabulary] of the last of `ids`, through a model of a folder whose cache holds `prompt`. */
export async function qkvLlama({ folder, prompt, ids }, { format }) {
  const { model } = await fromPretrained(folder, format ? { quantize: format } : {});
  const cache = model.newCache();
  const ask = (given) =>
    nn.noGrad(() =>
      nn.scope(() => {
        const tokens = nn.tensor(Int32Array.from(given), { shape: [1, given.length] });
        return model.forward(tokens, { cache, lastOnly: true });
      }),
    );
  if (prompt.length > 0) ask(prompt).dispose();
  let logits;
  return {
    run: () => {
      logits?.dispose();
      cache.trim(prompt.length);
      logits = ask(ids);
    },
    output: async () => ({ y: await logits.data() }),
    dispose: () => {
      for (const owner of [logits, cache, model]) owner?.dispose();
    },
  };
}
