import type { SentenceStep } from "../models/heads/sentence-embedding.ts";
import { isEncoder, type Model } from "../models/roles.ts";
import { SafetensorsStream } from "../weights/safetensors-stream.ts";
import { toHostTensors } from "../weights/to-host-tensors.ts";
import type { WrittenDType } from "../weights/written-dtype.ts";
import { jsonFile } from "./json-file.ts";
import type { PretrainedFile } from "./pretrained-files.ts";
import { stepConfig } from "./sentence-steps.ts";

const classes = { pooling: "Pooling", dense: "Dense", normalize: "Normalize" } as const;

/** What sentence-transformers reads beside an encoder: modules.json, and a folder for each module with something to say. */
export async function sentenceFiles(model: Model, dtype: WrittenDType): Promise<PretrainedFile[]> {
  const embedding = isEncoder(model) ? model.sentenceEmbedding : undefined;
  if (!embedding) return [];
  const pathOf = ({ kind }: SentenceStep, i: number) => `${i + 1}_${classes[kind]}`;
  const module = (i: number, path: string, kind: string) => ({
    ...{ idx: i, name: String(i), path },
    type: `sentence_transformers.models.${kind}`,
  });
  const modules = embedding.steps.map((step, i) =>
    module(i + 1, pathOf(step, i), classes[step.kind]),
  );
  const files: PretrainedFile[] = [
    ["modules.json", jsonFile([module(0, "", "Transformer"), ...modules])],
  ];
  for (const [i, step] of embedding.steps.entries()) {
    const config = stepConfig(step, embedding.width);
    if (config) files.push([`${pathOf(step, i)}/config.json`, jsonFile(config)]);
    const linear = embedding.dense.get(i);
    if (!linear) continue;
    const tensors = (await toHostTensors(linear.namedTensors())).map(
      ([name, tensor]) => [`linear.${name}`, tensor] as const,
    );
    const stream = new SafetensorsStream(tensors, { format: "pt" }, dtype);
    files.push([`${pathOf(step, i)}/model.safetensors`, stream]);
  }
  return files;
}
