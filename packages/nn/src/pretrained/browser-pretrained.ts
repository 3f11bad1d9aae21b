import { describeModel, downloadModel } from "../hub/browser-hub.ts";
import { bytesOfFiles } from "../hub/hub-functions.ts";
import { pretrainedFrom } from "./from-pretrained.ts";
import { planWith } from "./plan-source.ts";

/**
 * Load a model as Hugging Face publishes it: config.json, model.safetensors or its shards, or PyTorch's pytorch_model.bin,
 * generation_config.json and tokenizer.json, out of a folder's path (in Node), a name on the hub ("openai-community/gpt2"), picked
 * files, bytes by name, or any source of files. A GGUF file, or one of llama2.c's, is a whole model as well. Nothing of it
 * is executed, and what it asks for is bounded before memory is taken.
 *
 * @throws ModelFolderError that names the file and the field; StateDictError that lists missing, unexpected and misshapen
 * weights; HubError for what the hub does not give; the signal's reason
 */
export const fromPretrained = pretrainedFrom(
  async (name, lookUp) => (await downloadModel(name, lookUp)).source,
);

/**
 * What a published model will take, in bytes, before it is loaded: of a folder or a name on the hub, by its
 * headers alone.
 */
export const plan = planWith(async (name, lookUp) => {
  const { source, files } = await describeModel(name, lookUp);
  return { source, download: bytesOfFiles(files) };
});
