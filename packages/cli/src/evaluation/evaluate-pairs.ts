import type { LoadedSeq2Seq } from "../model-directory/read-model.ts";
import { parsePairs } from "../pair-source/parse-pairs.ts";
import { Counter } from "../terminal/counter.ts";
import { formatCount, formatDuration } from "../terminal/format-number.ts";
import { printJson } from "../terminal/printer.ts";
import { formatTable } from "../terminal/table.ts";
import type { LoadedText } from "../text-source/load-text.ts";
import { describePairScore, scorePairs } from "../training/score-pairs.ts";
import type { EvaluationSession } from "./evaluate-text.ts";

const batchSize = 64;

/** Score all pairs of a TSV text with an encoder-decoder, and print how well that went. */
export async function evaluatePairs(
  { model, vocabularies, config }: LoadedSeq2Seq,
  { text, source, sha256 }: LoadedText,
  { json, printer, signal, onFirstBatch }: EvaluationSession,
): Promise<void> {
  const pairs = parsePairs(text, vocabularies.separator, source);
  if (sha256 === config.training?.data.sha256)
    printer.line("note: the model was trained on nine tenths of these very pairs");
  const unknown = vocabularies.unknownSymbols(pairs);
  if (unknown > 0) {
    const all = pairs.reduce((sum, { source, target }) => sum + source.length + target.length, 0);
    printer.line(
      `note: ${formatCount(unknown)} of the ${formatCount(all)} symbols are not among the model's, ` +
        `which are ${vocabularies.separator === "" ? "single characters" : "separated by spaces"}; ` +
        "each counts as <unknown>, and a target that has one is never matched",
    );
  }
  const counter = new Counter(printer, { label: "evaluating", unit: "tokens", delay: 2000 });
  const began = performance.now();
  const score = await scorePairs(model, vocabularies, pairs, {
    ...{ batchSize, maxLength: config.longestTarget, signal },
    onProgress: (done, total) => {
      onFirstBatch();
      counter.update(done, total);
    },
  }).finally(() => counter.end());
  const milliseconds = performance.now() - began;
  if (json) {
    const { decoded, ...figures } = score;
    printJson({ ...figures, decoded: decoded.length, seconds: milliseconds / 1000 });
  } else
    printer.line(
      formatTable([...describePairScore(score), ["time", formatDuration(milliseconds)]]),
    );
}
