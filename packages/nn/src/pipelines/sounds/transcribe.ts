import { noGrad } from "../../autograd/grad-mode.ts";
import { tensor } from "../../device/create-tensor.ts";
import { generate } from "../../generation/generate.ts";
import type { GenerateIdsOptions } from "../../generation/generate-ids-options.ts";
import { timestampProcessor } from "../../generation/processors/whisper-timestamps.ts";
import type { NamedTensors, Transcriber } from "../../models/roles.ts";
import { inferenceOf } from "../../module/evaluating.ts";
import { OptionError } from "../../options/option-error.ts";
import type { SoundFeatureExtractor } from "../../preprocessing/sound/feature-extractor.ts";
import { scope } from "../../tensor/scope.ts";
import { stacked } from "../forward-inputs.ts";
import { generationSettings } from "../generating/generation-settings.ts";
import type { TaskModel } from "../task-model.ts";
import { tokenizerOf } from "../texts/text-input.ts";
import type { Transcription } from "./transcription.ts";
import { codeOf, languageName } from "./whisper-languages.ts";
import { type WhisperAsking, whisperPrompt, withoutPromptFields } from "./whisper-prompt.ts";
import { WhisperText } from "./whisper-text.ts";
import { type SoundWindow, soundWindows, windowSizes } from "./windows.ts";

/** How a model is asked that writes down what it hears. */
export interface TranscribeSettings extends WhisperAsking {
  /** Seconds of a window of a sound that is longer; 0: as many as the model hears. */
  readonly chunkLengthS: number;
  readonly strideLengthS: number | readonly [number, number] | undefined;
  readonly returnLanguage: boolean;
  readonly batchSize: number;
  readonly signal: AbortSignal | undefined;
}

/** A window with what was heard in it. */
interface Heard {
  readonly ids: readonly number[];
  readonly language: string | undefined;
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
  const windows = cut.flat();
  const heard: Heard[] = [];
  for (let first = 0; first < windows.length; first += settings.batchSize) {
    settings.signal?.throwIfAborted();
    const batch = windows.slice(first, first + settings.batchSize);
    heard.push(...(await hear(task, model, extractor, batch, settings)));
  }
  const { config, generationConfig } = model;
  const withoutTimes = generationConfig.no_timestamps_token_id;
  const own = tokenizer.tokenToId("<|notimestamps|>");
  const lastWord = typeof withoutTimes === "number" ? withoutTimes : own;
  return cut.map((own) => {
    const text = new WhisperText(tokenizer, {
      ...settings,
      firstTime: lastWord === undefined ? Number.POSITIVE_INFINITY : lastWord + 1,
      timeStep: heardSeconds / Number(config.max_source_positions),
    });
    for (const { samples, strideLeft, strideRight } of own) {
      const { ids, language } = heard.shift()!;
      const seconds = (count: number) => count / sampleRate;
      text.add({
        ...{ ids, language, length: seconds(samples.length) },
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

async function hear(
  task: string,
  model: TaskModel,
  extractor: SoundFeatureExtractor,
  windows: readonly SoundWindow[],
  settings: TranscribeSettings,
): Promise<readonly Heard[]> {
  const transcriber = model.model as Transcriber;
  const made = windows.map(({ samples }) => {
    const { input_features } = extractor.extract([samples]);
    return { input_features: input_features! };
  });
  const inputs = stacked(made, transcriber);
  try {
    const prompt = whisperPrompt(task, model, settings);
    const languages = prompt.includes(null)
      ? await detectLanguages(model, inputs, windows.length)
      : windows.map(() => undefined);
    const begun = languages.map((id) => prompt.map((token) => token ?? id!));
    const options = optionsOf(task, model, prompt.length, settings);
    const { sequences, lengths } = await generate(transcriber, { inputs, begun }, options);
    return sequences.map((ids, i) => ({
      ids: ids.slice(prompt.length, lengths[i]),
      language: settings.returnLanguage ? languageIn(model, begun[i]!) : undefined,
    }));
  } finally {
    for (const one of Object.values(inputs)) one?.dispose();
  }
}

/** The likeliest of the tokens that name a language, behind the one that begins texts. */
async function detectLanguages(
  { model, generationConfig, config }: TaskModel,
  inputs: NamedTensors,
  batch: number,
): Promise<readonly number[]> {
  const transcriber = model as Transcriber;
  const ids = Object.values(generationConfig.lang_to_id as Readonly<Record<string, number>>);
  const start = Number(generationConfig.decoder_start_token_id ?? config.decoder_start_token_id);
  const logits = inferenceOf(transcriber)(() =>
    noGrad(() =>
      scope(() => {
        const { device } = transcriber;
        const begun = tensor(new Int32Array(batch).fill(start), { shape: [batch, 1], device });
        return transcriber.decodeNamed(begun, transcriber.encodeNamed(inputs), { lastOnly: true });
      }),
    ),
  );
  try {
    const values = await logits.data();
    const vocab = values.length / batch;
    return Array.from({ length: batch }, (_, row) =>
      ids.reduce((a, b) => (values[row * vocab + b]! > values[row * vocab + a]! ? b : a)),
    );
  } finally {
    logits.dispose();
  }
}

/** The name of the language whose token a text begins with. */
function languageIn({ generationConfig }: TaskModel, begun: readonly number[]): string | undefined {
  const languages = Object.entries(Object(generationConfig.lang_to_id) as Record<string, number>);
  const found = languages.find(([, id]) => id === begun[1]);
  return found && languageName(codeOf(found[0]));
}

function optionsOf(
  task: string,
  model: TaskModel,
  begun: number,
  settings: TranscribeSettings,
): GenerateIdsOptions {
  const generationConfig = withoutPromptFields(task, model.generationConfig);
  const options = generationSettings({ ...model, generationConfig }, settings, { task });
  const { no_timestamps_token_id: withoutTimes, max_initial_timestamp_index: latest } =
    model.generationConfig;
  const places = Number(model.config.max_target_positions) - begun;
  const { maxNewTokens } = options;
  const room =
    options.maxLength === undefined
      ? { maxNewTokens: Math.min(maxNewTokens ?? places, places) }
      : {};
  const signal = settings.signal ? { signal: settings.signal } : {};
  if (!settings.returnTimestamps) return { ...options, ...room, ...signal };
  if (typeof withoutTimes !== "number")
    throw new OptionError(
      `${task}: returnTimestamps is true, expected false: generation_config.json names no no_timestamps_token_id`,
    );
  const times = timestampProcessor({
    noTimestampsTokenId: withoutTimes,
    eosTokenId: [options.eosTokenId].flat()[0] ?? 0,
    beginIndex: begun,
    ...(typeof latest === "number" ? { maxInitialTimestampIndex: latest } : {}),
  });
  const own = options.logitsProcessors ?? [];
  return { ...options, ...room, ...signal, logitsProcessors: [times, ...own] };
}
