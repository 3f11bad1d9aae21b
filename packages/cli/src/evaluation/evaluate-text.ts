import type { QuantizedFormat } from "@qkv/nn";
import { evaluateLanguageModel, type LanguageModelScore } from "@qkv/nn/evaluation";
import type { ComputeDevice } from "../compute-device/compute-device.ts";
import { CommandError } from "../failures/command-error.ts";
import { placeModel } from "../model-directory/place-model.ts";
import type { LoadedGpt } from "../model-directory/read-model.ts";
import { Counter } from "../terminal/counter.ts";
import { formatAmount, formatCount, formatDuration } from "../terminal/format-number.ts";
import { type Printer, printJson } from "../terminal/printer.ts";
import { formatTable } from "../terminal/table.ts";
import type { LoadedText } from "../text-source/load-text.ts";
import { bitsPerByte } from "../training/held-out-loss.ts";

export interface EvaluationSession {
  readonly json: boolean;
  readonly printer: Printer;
  readonly signal: AbortSignal;
  readonly compute: ComputeDevice;
  readonly onFirstBatch: () => void;
}

/** Predict a whole text with a GPT, and print how well that went; if quantised, also how much worse than before. */
export async function evaluateText(
  { model, tokenizer, config }: LoadedGpt,
  { text, source, sha256 }: LoadedText,
  format: QuantizedFormat | undefined,
  { json, printer, signal, compute, onFirstBatch }: EvaluationSession,
): Promise<void> {
  const ids = tokenizer.encode(text);
  if (ids.length < 2)
    throw new CommandError(
      `${source} has ${formatAmount(ids.length, "character")}, expected at least 2`,
    );
  if (sha256 === config.training?.data.sha256)
    printer.line("note: the model was trained on the first nine tenths of this very text");
  const predict = (): Promise<LanguageModelScore> => {
    const counter = new Counter(printer, { label: "evaluating", unit: "tokens", delay: 2000 });
    return evaluateLanguageModel(model, ids, {
      contextLength: model.config.contextLength,
      signal,
      onProgress: (done, total) => {
        onFirstBatch();
        counter.update(done, total);
      },
    }).finally(() => counter.end());
  };
  await placeModel(model, undefined, compute);
  const float = format && (await predict());
  await placeModel(model, format, compute);
  const began = performance.now();
  const score = await predict();
  const milliseconds = performance.now() - began;
  const bytes = Buffer.byteLength(tokenizer.decode(ids.subarray(1)));
  const { loss, perplexity, tokens } = score;
  const figures = {
    ...{ loss, perplexity, bitsPerByte: bitsPerByte(score, bytes), tokens, bytes },
    ...(float ? { quantize: format, lossChange: loss - float.loss } : {}),
  };
  if (json) printJson({ ...figures, seconds: milliseconds / 1000 });
  else printer.line(describe(figures, milliseconds));
}

interface Figures {
  readonly loss: number;
  readonly perplexity: number;
  readonly bitsPerByte: number;
  readonly tokens: number;
  readonly bytes: number;
  readonly quantize?: QuantizedFormat | undefined;
  /** Against the same model in float32. */
  readonly lossChange?: number;
}

function describe(figures: Figures, milliseconds: number): string {
  const { loss, perplexity, bitsPerByte, tokens, bytes, quantize, lossChange = 0 } = figures;
  const sign = lossChange < 0 ? "-" : "+";
  const change = `${sign}${Math.abs(lossChange).toFixed(5)} nats against float32`;
  const rate = formatCount((tokens / milliseconds) * 1000);
  return formatTable([
    ["loss", `${loss.toFixed(4)} nats per token`],
    ...(quantize ? [[quantize, change]] : []),
    ["perplexity", perplexity.toFixed(3)],
    ["bits per byte", bitsPerByte.toFixed(4)],
    ["predicted", `${formatCount(tokens)} tokens, ${formatCount(bytes)} bytes`],
    ["time", `${formatDuration(milliseconds)}, ${rate} tokens/s`],
  ]);
}
