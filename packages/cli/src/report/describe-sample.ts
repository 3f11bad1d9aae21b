import type { OutputPair, Sample } from "@qkv/nn/recipes";
import { wrapWords } from "../terminal/wrap-words.ts";
import { describeDrawn } from "./describe-drawn.ts";

/** A piece of output of a trained model, with its heading. */
export interface ShownSample {
  readonly title: string;
  readonly text: string;
  /** What it shows, for a page. */
  readonly sample: Sample;
}

/** A sample as text, in lines of at most so many columns. */
export function describeSample(sample: Sample, columns = Number.POSITIVE_INFINITY): string {
  if (sample.kind !== "text" && sample.kind !== "pairs") return describeDrawn(sample, columns);
  const text = sample.kind === "text" ? sample.text : sample.pairs.map(describePair).join("\n");
  const hang = sample.kind === "text" ? "" : "      ";
  return wrapWords(text, columns, { hang }).join("\n");
}

/** A source and an output; the target too where it differs. */
function describePair({ source, target, output, exact }: OutputPair): string {
  const line = `  ${source}  ->  ${output}`;
  return exact ? line : `${line}  (target: ${target})`;
}

/** The samples of a finished run under their headings; texts are counted. */
export function titledSamples(
  samples: readonly Sample[],
  columns?: number,
): readonly ShownSample[] {
  const texts = samples.filter(({ kind }) => kind === "text");
  const titleOf = (sample: Sample): string => {
    if (sample.kind === "text") return sample.title ?? `Sample ${texts.indexOf(sample) + 1}`;
    if (sample.kind === "pairs") return sample.title ?? "Unseen examples";
    return sample.kind === "attention" ? "Cross-attention" : sample.title;
  };
  return samples.map((sample) => ({
    ...{ title: titleOf(sample), text: describeSample(sample, columns), sample },
  }));
}
