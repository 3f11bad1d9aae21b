import { pipelineFrom } from "../pipelines/pipeline.ts";
import { fromPretrained } from "./from-pretrained.ts";
import { readBytes } from "./read-bytes.ts";

/** As the one for browsers; text is a path, or of a model a name on the hub. */
export const pipeline = pipelineFrom({
  open: fromPretrained,
  async readInput(path, signal) {
    signal?.throwIfAborted();
    return readBytes(path);
  },
});
