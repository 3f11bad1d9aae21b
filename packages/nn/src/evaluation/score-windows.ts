import { noGrad } from "../autograd/grad-mode.ts";
import { tensor } from "../device/create-tensor.ts";
import { Yielder } from "../event-loop/yield-to-event-loop.ts";
import { type Decoder, isDecoder, type NamedTensors } from "../models/roles.ts";
import { inferenceOf } from "../module/evaluating.ts";
import type { Module } from "../module/module.ts";
import { crossEntropy } from "../ops/cross-entropy.ts";
import { OptionError } from "../options/option-error.ts";
import type { Device } from "../tensor/device.ts";
import { scope } from "../tensor/scope.ts";
import type { Tensor } from "../tensor/tensor.ts";
import type { ScoredText } from "./scored-text.ts";

interface WindowSettings {
  readonly windowLength?: number | undefined;
  readonly stride?: number | undefined;
  readonly batchSize?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/** A part of a text, and which of its tokens are scored in it: [from, end). */
interface ScoreWindow extends ScoredText {
  readonly text: number;
}

/** Scores of a batch, in numbers, that are there at a time. */
const mostScores = 2 ** 26;
/** Of a target that counts for nothing. */
const ignored = -100;

/** A token, and how surprising it is. */
export interface TokenCost {
  readonly id: number;
  readonly nats: number;
}

/** Of each text the tokens that are scored, and what each costs. */
export async function scoreWindows(
  model: Module,
  texts: readonly ScoredText[],
  { batchSize, signal, onProgress, ...sizes }: WindowSettings,
): Promise<readonly (readonly TokenCost[])[]> {
  const { device, vocabSize } = sizesOf(model);
  const windows = texts.flatMap((text, i) => windowsOf(model, text, i, sizes));
  const longest = Math.max(1, ...windows.map(({ ids }) => ids.length));
  const fitting = Math.max(1, Math.floor(mostScores / (longest * vocabSize)));
  const size = batchSize ?? Math.min(fitting, 32);
  const costs: TokenCost[][] = texts.map(() => []);
  const inference = inferenceOf(model);
  const yielder = new Yielder();
  for (let done = 0; done < windows.length; ) {
    signal?.throwIfAborted();
    const batch = windows.slice(done, done + size);
    const losses = inference(() => noGrad(() => scope(() => lossesOf(model, batch, device))));
    try {
      const values = await losses.data();
      const tokens = values.length / batch.length;
      for (const [row, { text, ids, from }] of batch.entries())
        for (let i = from; i < ids.length; i++) {
          const nats = values[row * tokens + i - (isDecoder(model) ? 1 : 0)]!;
          costs[text]!.push({ id: ids[i]!, nats });
        }
    } finally {
      losses.dispose();
    }
    done += batch.length;
    onProgress?.(done, windows.length);
    await yielder.turn();
  }
  return costs;
}

function sizesOf(model: Module): { readonly device: Device; readonly vocabSize: number } {
  const { device, vocabSize, targetVocabSize } = model as Decoder & {
    readonly targetVocabSize?: number;
  };
  return { device, vocabSize: vocabSize ?? targetVocabSize ?? 1 };
}

/** A text in windows, in which each token is scored once. */
function windowsOf(
  model: Module,
  { ids, from, source }: ScoredText,
  text: number,
  { windowLength, stride }: WindowSettings,
): readonly ScoreWindow[] {
  if (!isDecoder(model)) return [{ text, ids, from, source }];
  const length = Math.min(windowLength ?? model.contextLength, model.contextLength);
  const step = stride ?? Math.max(1, Math.floor(length / 2));
  if (step > length)
    throw new OptionError(
      `score: stride is ${step}, expected at most ${length}, a window's length`,
    );
  const windows: ScoreWindow[] = [];
  let scored = from;
  for (let begin = 0; ; begin += step) {
    const end = Math.min(begin + length, ids.length);
    const first = Math.max(scored, begin + 1);
    if (first < end) windows.push({ text, ids: ids.slice(begin, end), from: first - begin });
    scored = Math.max(scored, end);
    if (end === ids.length) return windows;
  }
}

/** In nats: [batch, tokens - 1] of a decoder, [batch, tokens] of a target. */
function lossesOf(model: Module, windows: readonly ScoreWindow[], device: Device): Tensor {
  const matrix = (rows: readonly (readonly number[])[], filling: number): Tensor => {
    const tokens = Math.max(...rows.map(({ length }) => length));
    const values = new Int32Array(rows.length * tokens).fill(filling);
    for (const [row, own] of rows.entries()) values.set(own, row * tokens);
    return tensor(values, { shape: [rows.length, tokens], device });
  };
  const ids = windows.map((window) => window.ids);
  if (isDecoder(model)) {
    const logits = model.forward(
      matrix(
        ids.map((row) => row.slice(0, -1)),
        0,
      ),
    );
    const targets = matrix(
      ids.map((row) => row.slice(1)),
      ignored,
    );
    return crossEntropy(logits, targets, { reduction: "none", ignoreIndex: ignored });
  }
  const sources = windows.map(({ source }) => source!);
  const labels = matrix(ids, ignored);
  const { logits } = (model as Named).forwardNamed({
    input_ids: matrix(sources, 0),
    attention_mask: matrix(
      sources.map((row) => row.map(() => 1)),
      0,
    ),
    labels,
  });
  return crossEntropy(logits!, labels, { reduction: "none", ignoreIndex: ignored });
}

interface Named extends Module {
  forwardNamed(inputs: NamedTensors): NamedTensors;
}
