// Which values PyTorch is to give for the models that come with the explorer: for each a sentence, its ids, and the modules
// and roles that a pass shows.
//
//   node packages/web-demo/shipped-models/pytorch-values.mjs > nodes.json
//   python3 packages/web-demo/shipped-models/pytorch-values.py nodes.json packages/web-demo/public
import { fileURLToPath } from "node:url";
import { noGrad, scope, tensor } from "@qkv/nn";
import { capture } from "@qkv/nn/inspection";
import { fromPretrained } from "@qkv/nn/pretrained";

const sentences = {
  whale: "The whale and the sea",
  "animal-translation": "The cat eats the mouse .",
  "animal-fill-in": "the cat [MASK] the mouse .",
};

const nodes = {};
for (const [name, text] of Object.entries(sentences)) {
  const folder = fileURLToPath(new URL(`../public/models/${name}`, import.meta.url));
  const { model, tokenizer } = await fromPretrained(folder);
  const ids = [...tokenizer.encode(text)];
  const row = tensor(Int32Array.from(ids), { shape: [1, ids.length] });
  // An encoder-decoder is shown as it reads the sentence on both sides.
  const inputs = model.role === "encoder-decoder" ? [row, row] : [row];
  const seen = capture(model, () => scope(() => noGrad(() => void model.forward(...inputs))));
  const tensors = [...seen].map(({ module, role, shape }) => ({ module, role, shape }));
  nodes[name] = { text, ids, tensors };
  seen.dispose();
  model.dispose();
}
console.log(JSON.stringify(nodes));
