import { Gpt } from "@qkv/nn";
import type { FileSource } from "@qkv/nn/model-folder";
import { readTokenizer } from "@qkv/nn/tokenizers";
import { loadCheckpoint, openSafetensors, renamed, transposed } from "@qkv/nn/weights";
import type { OpenedModel } from "./open-models.ts";

/** What a config.json of GPT-2 says that our shipped models differ in. */
interface Gpt2Config {
  readonly vocab_size: number;
  readonly n_positions: number;
  readonly n_layer: number;
  readonly n_head: number;
  readonly n_embd: number;
  readonly activation_function: "gelu" | "gelu_new" | "relu";
}

/** Matrices that files of GPT-2 hold as [in, out]. */
const turned = /\.(c_attn|c_proj|c_fc)\.weight$/;

/**
 * A GPT that comes with the page, without the table of all families: the first view needs nothing of the others, and a
 * third less JavaScript. Whatever else is opened goes through `fromPretrained`, and this gives what that gives.
 */
export async function openGpt(source: FileSource): Promise<OpenedModel> {
  const text = new TextDecoder().decode(await source.read("config.json"));
  const config = JSON.parse(text) as Gpt2Config;
  const { activation_function: named } = config;
  const model = new Gpt({
    vocabSize: config.vocab_size,
    contextLength: config.n_positions,
    layers: config.n_layer,
    heads: config.n_head,
    dModel: config.n_embd,
    activation: named === "gelu_new" ? "geluTanh" : named,
  });
  await using weights = await source.open("model.safetensors");
  const file = await openSafetensors(weights);
  const whole = renamed(file, (name) =>
    name.startsWith("transformer.") ? name : `transformer.${name}`,
  );
  await loadCheckpoint(
    model,
    transposed(whole, (name) => turned.test(name)),
  );
  return { model: model.eval(), tokenizer: await readTokenizer(source) };
}
