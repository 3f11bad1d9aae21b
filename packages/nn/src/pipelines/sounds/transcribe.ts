import { OptionError } from "../../options/option-error.ts";
import type { SoundFeatureExtractor } from "../../preprocessing/sound/feature-extractor.ts";
import type { TaskModel } from "../task-model.ts";
import { tokenizerOf } from "../texts/text-input.ts";
import { alignmentOf } from "./alignment.ts";
import { type Heard, type HearingSettings, hear } from "./hear.ts";
import type { Transcription } from "./transcription.ts";
import { WhisperText } from "./whisper-text.ts";
import { type SoundWindow, soundWindows, windowSizes } from "./windows.ts";

/** How a model is asked that writes down what it hears. */
export interface TranscribeSettings extends Omit<HearingSettings, "alignment" | "firstTime"> {
  /** Seconds of a window of a sound that is longer; 0: as many as the model hears. */
  readonly chunkLengthS: number;
  readonly strideLengthS: number | readonly [number, number] | undefined;
  readonly returnLanguage: boolean;
  readonly batchSize: number;
}

/** What is said in sounds, by a model that writes it down token by token: Whisper. */
export async function transcribe(
  task: string,
  model: TaskModel,
  extractor: SoundFeatureExtractor,
  sounds: readonly Float32Array[],
  settings: TranscribeSettings,
): Promise<readonly Transcription[]> {
  const tokenizer = tokenizerOf(task, model);
  const { sampleRate } = extractor;
  const heardSeconds = secondsHeard(extractor);
  const cut = sounds.map((samples) => windowsOf(task, samples, heardSeconds, extractor, settings));
  const { config, generationConfig } = model;
  const withoutTimes = generationConfig.no_timestamps_token_id;
  const own = tokenizer.tokenToId("<|notimestamps|>");
  const lastWord = typeof withoutTimes === "number" ? withoutTimes : own;
  const firstTime = lastWord === undefined ? Number.POSITIVE_INFINITY : lastWord + 1;
  const timeStep = heardSeconds / Number(config.max_source_positions);
  const alignment = settings.returnTimestamps === "word" ? alignmentOf(task, model) : undefined;
  const windows = cut.flat();
  const heard: Heard[] = [];
  for (let first = 0; first < windows.length; first += settings.batchSize) {
    settings.signal?.throwIfAborted();
    const batch = windows.slice(first, first + settings.batchSize).map(({ samples }) => samples);
    heard.push(
      ...(await hear(task, model, extractor, batch, { ...settings, alignment, firstTime })),
    );
  }
  return cut.map((own) => {
    const text = new WhisperText(tokenizer, {
      ...settings,
      ...{ firstTime, timeStep },
    });
    for (const { samples, strideLeft, strideRight } of own) {
      const { ids, ends, language } = heard.shift()!;
      const seconds = (count: number) => count / sampleRate;
      text.add({
        ...{ ids, ends: ends?.map((step) => step * timeStep) },
        ...{ language, length: seconds(samples.length) },
        ...{ strideLeft: seconds(strideLeft), strideRight: seconds(strideRight) },
      });
    }
    return text.end();
  });
}

/** Seconds that the model hears at once: those that the extractor pads to. */
function secondsHeard(extractor: SoundFeatureExtractor): number {
  const { secondsHeard: seconds } = extractor;
  if (seconds !== undefined) return seconds;
  throw new TypeError(`${extractor.type} makes no windows of one length, expected Whisper's`);
}

function windowsOf(
  task: string,
  samples: Float32Array,
  heard: number,
  { sampleRate }: SoundFeatureExtractor,
  { chunkLengthS, strideLengthS }: TranscribeSettings,
): SoundWindow[] {
  if (chunkLengthS > heard)
    throw new OptionError(
      `${task}: chunkLengthS is ${chunkLengthS}, expected at most the ${heard} seconds that the model hears`,
    );
  if (chunkLengthS === 0 && samples.length <= heard * sampleRate)
    return [{ samples, strideLeft: 0, strideRight: 0 }];
  const sizes = windowSizes(task, chunkLengthS || heard, strideLengthS, { sampleRate, alignTo: 1 });
  return soundWindows(samples, sizes);
}
