import type { OutputPair, Sample } from "@qkv/nn/recipes";
import { attentionMap } from "./attention-map.ts";

/** A piece of output of a trained model, with its heading. */
export interface ShownSample {
  readonly title: string;
  readonly text: string;
  /** A drawing out of characters: its lines must not be wrapped. */
  readonly drawn?: true;
}

/** A sample as text. */
export function describeSample(sample: Sample): string {
  if (sample.kind === "text") return sample.text;
  if (sample.kind === "attention") return attentionMap(sample);
  return sample.pairs.map(describePair).join("\n");
}

/** A source and an output; the target too where it differs. */
function describePair({ source, target, output, exact }: OutputPair): string {
  const line = `  ${source}  ->  ${output}`;
  return exact ? line : `${line}  (target: ${target})`;
}

/** The samples of a finished run under their headings; texts are counted. */
export function titledSamples(samples: readonly Sample[]): readonly ShownSample[] {
  const texts = samples.filter(({ kind }) => kind === "text");
  return samples.map((sample) => {
    const text = describeSample(sample);
    if (sample.kind === "text") return { title: `Sample ${texts.indexOf(sample) + 1}`, text };
    if (sample.kind === "pairs") return { title: "Unseen examples", text };
    return { title: "Cross-attention", text, drawn: true };
  });
}
