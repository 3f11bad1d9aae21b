import type { ComponentFields } from "../component-fields.ts";
import { type ComponentReader, readComponent } from "../read-component.ts";
import { bertProcessing } from "./bert.ts";
import { byteLevelProcessor } from "./byte-level.ts";
import type { PostProcessor } from "./post-processor.ts";
import { robertaProcessing } from "./roberta.ts";
import { templateProcessing } from "./template.ts";

/** Every kind of post-processor that a tokenizer.json may name. */
const postProcessors: Readonly<Record<string, ComponentReader<PostProcessor>>> = {
  BertProcessing: bertProcessing,
  ByteLevel: byteLevelProcessor,
  RobertaProcessing: robertaProcessing,
  Sequence: sequence,
  TemplateProcessing: templateProcessing,
};

export const readPostProcessor: ComponentReader<PostProcessor> = (fields) =>
  readComponent(fields, postProcessors);

/** One after the other. */
function sequence(fields: ComponentFields): PostProcessor {
  const parts = fields.objects("processors").map(readPostProcessor);
  return {
    added: (texts) => parts.reduce((sum, part) => sum + part.added(texts), 0),
    process: (texts, add) => parts.reduce((now, part) => part.process(now, add), texts),
  };
}
