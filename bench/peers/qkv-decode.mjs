import * as nn from "@qkv/nn";
import { quantize } from "@qkv/nn/quantization";

/** One token through a GPT whose cache already holds the others: logits [vocabulary]. */
export function qkvDecode({ prompt, token, weights }, { model: config, format }) {
  const model = new nn.Gpt(config);
  model.loadStateDict(weights);
  model.eval();
  if (format) quantize(model, format);
  const cache = model.newCache();
  const ids = (values) => nn.tensor(Int32Array.from(values), { shape: [1, values.length] });
  const ask = (values) =>
    nn.noGrad(() => nn.scope(() => model.forward(ids(values), { cache, lastOnly: true })));
  ask(prompt.values).dispose();
  let logits;
  return {
    run: () => {
      logits?.dispose();
      cache.trim(prompt.values.length);
      logits = ask(token.values);
    },
    output: async () => ({ y: await logits.data() }),
    dispose: () => {
      for (const owner of [logits, cache, model]) owner?.dispose();
    },
  };
}
