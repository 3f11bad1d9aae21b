// Which values PyTorch is to give for the models that come with the explorer: for each a sentence, its ids, those of what an
// encoder-decoder says of it, and the modules and roles that a pass shows.
//
//   node packages/web-demo/shipped-models/pytorch-values.mjs > nodes.json
//   python3 packages/web-demo/shipped-models/pytorch-values.py nodes.json packages/web-demo/public
import { fileURLToPath } from "node:url";
import { noGrad, scope, tensor } from "@qkv/nn";
import { generate, generationOptions } from "@qkv/nn/generation";
import { capture } from "@qkv/nn/inspection";
import { fromPretrained } from "@qkv/nn/pretrained";

const sentences = {
  whale: "The whale and the sea",
  "animal-translation": "The cat eats the mouse .",
  "animal-fill-in": "the cat [MASK] the mouse .",
};

const row = (ids) => tensor(Int32Array.from(ids), { shape: [1, ids.length] });
const nodes = {};
for (const [name, text] of Object.entries(sentences)) {
  const folder = fileURLToPath(new URL(`../public/models/${name}`, import.meta.url));
  const { model, tokenizer, generationConfig } = await fromPretrained(folder);
  const ids = [...tokenizer.encode(text)];
  const { decoder_start_token_id: start } = generationConfig;
  const answers = model.role === "encoder-decoder";
  const options = { ...generationOptions(generationConfig), temperature: 0, maxNewTokens: 20 };
  const more = answers ? [...(await generate(model, tokenizer, text, options)).ids] : [];
  const inputs = (answers ? [ids, [start, ...more]] : [ids]).map(row);
  const seen = capture(model, () => scope(() => noGrad(() => void model.forward(...inputs))));
  const tensors = [...seen].map(({ module, role, shape }) => ({ module, role, shape }));
  nodes[name] = { text, ids, ...(answers ? { start } : {}), more, tensors };
  seen.dispose();
  model.dispose();
}
console.log(JSON.stringify(nodes));
