import { pretrainedFrom } from "./from-pretrained.ts";

/**
 * Load a model as Hugging Face publishes it: config.json, model.safetensors or its shards, generation_config.json, out of a
 * folder's path (in Node), picked files, bytes by name, or any source of files. Nothing of it is executed, and what it asks
 * for is bounded before memory is taken.
 *
 * @throws ModelFolderError that names the file and the field; StateDictError that lists missing, unexpected and misshapen
 * weights; the signal's reason
 */
export const fromPretrained = pretrainedFrom((path) => {
  throw new TypeError(
    `fromPretrained: source is the path ${JSON.stringify(path)}, and a page has no disk; expected a list of File, a Map of bytes by name or a file source`,
  );
});
