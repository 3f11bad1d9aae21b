import type { Encoder } from "../../models/roles.ts";
import { roundHalfEven } from "../../preprocessing/round-half-even.ts";
import type { SoundFeatureExtractor } from "../../preprocessing/sound/feature-extractor.ts";
import { forwardInputs, type OutputRow } from "../forward-inputs.ts";
import type { TaskModel } from "../task-model.ts";
import { ctcLetters, ctcText, ctcWords, type TimedText } from "./ctc-text.ts";
import { ctcVocabulary } from "./ctc-vocabulary.ts";
import type { Transcription } from "./transcription.ts";
import { type SoundWindow, soundWindows, windowSizes } from "./windows.ts";

/** How a model that scores letters is asked. */
export interface LetterSettings {
  /** Seconds of a window; 0: the sound as a whole. */
  readonly chunkLengthS: number;
  readonly strideLengthS: number | readonly [number, number] | undefined;
  readonly returnTimestamps: false | "char" | "word";
  readonly batchSize: number;
  readonly signal: AbortSignal | undefined;
}

/** What is said in sounds, by a model that scores letters at each step: wav2vec 2.0. */
export async function hearLetters(
  task: string,
  model: TaskModel,
  extractor: SoundFeatureExtractor,
  sounds: readonly Float32Array[],
  settings: LetterSettings,
): Promise<readonly Transcription[]> {
  const vocabulary = ctcVocabulary(task, model);
  const { sampleRate } = extractor;
  const alignTo = samplesPerStep(model);
  const { chunkLengthS: seconds, strideLengthS: strides } = settings;
  const sizes = seconds > 0 && windowSizes(task, seconds, strides, { sampleRate, alignTo });
  const cut = sounds.map((samples) =>
    sizes ? soundWindows(samples, sizes) : [{ samples, strideLeft: 0, strideRight: 0 }],
  );
  const made = cut.flat().map(({ samples }) => {
    // A window is a row of its own, so a mask would hide nothing.
    const { attention_mask: _, ...inputs } = extractor.extract([samples]);
    return inputs;
  });
  const rows = [...(await forwardInputs(model.model as Encoder, made, "logits", settings))];
  return cut.map((windows) => {
    const ids = windows.flatMap((window) => heardIn(rows.shift()!, window, alignTo));
    const letters = ctcLetters(ids, vocabulary);
    const text = ctcText(letters, vocabulary);
    if (!settings.returnTimestamps) return { text };
    const timed = settings.returnTimestamps === "char" ? letters : ctcWords(letters, vocabulary);
    const second = (step: number) => (step * alignTo) / sampleRate;
    const chunkOf = ({ text: own, start, end }: TimedText) => ({
      ...{ text: own, timestamp: [second(start), second(end)] as const },
    });
    return { text, chunks: timed.map(chunkOf) };
  });
}

/** The likeliest token of each step, without those of overlaps. logits [steps, vocab] */
function heardIn({ shape, values }: OutputRow, window: SoundWindow, alignTo: number): number[] {
  const [steps, vocab] = shape as readonly [number, number];
  const { samples, strideLeft, strideRight } = window;
  const all = roundHalfEven(samples.length / alignTo);
  const inSteps = (stride: number) => roundHalfEven((stride / samples.length) * all);
  const ids = Array.from({ length: steps }, (_, step) => {
    const row = values.subarray(step * vocab, (step + 1) * vocab);
    return row.indexOf(row.reduce((a, b) => Math.max(a, b)));
  });
  if (strideLeft === 0 && strideRight === 0) return ids;
  return ids.slice(inSteps(strideLeft), all - inSteps(strideRight));
}

/** Of the strides of all convolutions that make features of sound. */
function samplesPerStep({ config }: TaskModel): number {
  const { conv_stride: strides } = config;
  return Array.isArray(strides) ? strides.reduce((product, one) => product * Number(one), 1) : 320;
}
