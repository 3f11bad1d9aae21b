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
import type { HostTensor } from "../../weights/host-tensor.ts";
import { stacked } from "../forward-inputs.ts";
import { generationSettings } from "../generating/generation-settings.ts";
import type { TaskModel } from "../task-model.ts";
import { type Alignment, tokenSteps } from "./token-times.ts";
import { codeOf, languageName } from "./whisper-languages.ts";
import { type WhisperAsking, whisperPrompt, withoutPromptFields } from "./whisper-prompt.ts";
import { heardSegments } from "./whisper-segments.ts";

/** How windows are heard. */
export interface HearingSettings extends Omit<WhisperAsking, "returnTimestamps"> {
  readonly returnTimestamps: boolean | "word";
  /** Where attention tells when tokens are heard; where words are asked for. */
  readonly alignment: Alignment | undefined;
  /** The first of the ids that are times. */
  readonly firstTime: number;
  readonly signal: AbortSignal | undefined;
}

/** What was heard in a window. */
export interface Heard {
  readonly ids: number[];
  /** The step of the encoder in which each of them ends, where words are asked for. */
  readonly ends: number[] | undefined;
  /** The name of what is spoken. */
  readonly language: string | undefined;
}

/** A window that is being heard. */
interface Hearing extends Heard {
  /** [1, mels, frames] */
  readonly features: HostTensor;
  /** Frames of the sound, without the silence behind it. */
  readonly frames: number;
  /** The tokens that texts are begun with. */
  readonly begun: readonly number[];
  /** Frames that are done. */
  seek: number;
}

/** Frames of a spectrogram for each step of the encoder. */
const FRAMES_PER_STEP = 2;

/**
 * What is said in windows of a sound. A segment that the end of a text has cut off is heard again from its beginning, as often as
 * it takes: times tell where. Radford et al., arXiv:2212.04356, section 3.8.
 */
export async function hear(
  task: string,
  model: TaskModel,
  extractor: SoundFeatureExtractor,
  windows: readonly Float32Array[],
  settings: HearingSettings,
): Promise<readonly Heard[]> {
  const transcriber = model.model as Transcriber;
  const returnTimestamps = settings.returnTimestamps !== false;
  const prompt = whisperPrompt(task, model, { ...settings, returnTimestamps });
  const options = optionsOf(task, model, prompt.length, settings);
  const made = windows.map((samples) =>
    extractor.extract([samples], { returnAttentionMask: true }),
  );
  const features = made.map(({ input_features }) => input_features!);
  const languages = prompt.includes(null)
    ? await detectLanguages(model, features)
    : windows.map(() => undefined);
  const all = languages.map((language, i): Hearing => {
    const begun = prompt.map((token) => token ?? language!);
    return {
      ...{ ids: [], ends: settings.alignment && [], language: languageIn(model, begun) },
      ...{ features: features[i]!, begun, seek: 0 },
      frames: made[i]!.attention_mask!.values.filter((one: number) => one === 1).length,
    };
  });
  const total = features[0]!.shape[2]!;
  for (let left = all; left.length > 0; left = left.filter(({ seek }) => seek < total)) {
    settings.signal?.throwIfAborted();
    const inputs = inputsFrom(left);
    const placed = stacked(inputs, transcriber);
    try {
      const begun = left.map((one) => one.begun);
      const { sequences, lengths } = await generate(
        transcriber,
        { inputs: placed, begun },
        options,
      );
      for (const [i, one] of left.entries())
        await take(
          one,
          transcriber,
          inputs[i]!,
          sequences[i]!.slice(0, lengths[i]),
          options,
          settings,
        );
    } finally {
      for (const input of Object.values(placed)) input?.dispose();
    }
  }
  return all;
}

/** What is left of each window, silence behind it. */
function inputsFrom(left: readonly Hearing[]): { readonly input_features: HostTensor }[] {
  return left.map(({ features, seek }) => {
    const [, mels, frames] = features.shape as [number, number, number];
    if (seek === 0) return { input_features: features };
    const values = new Float32Array(features.values.length);
    for (let mel = 0; mel < mels; mel++)
      values.set(features.values.subarray(mel * frames + seek, (mel + 1) * frames), mel * frames);
    return { input_features: { ...features, values } };
  });
}

/** Takes in what a pass has heard: all of it, or the segments that are whole. */
async function take(
  hearing: Hearing,
  transcriber: Transcriber,
  input: { readonly input_features: HostTensor },
  sequence: readonly number[],
  { eosTokenId }: GenerateIdsOptions,
  { alignment, firstTime }: HearingSettings,
): Promise<void> {
  const { features, frames, begun, seek } = hearing;
  const own = sequence.slice(begun.length);
  if ([eosTokenId].flat().includes(own.at(-1))) own.pop();
  const steps = Math.ceil((features.shape[2]! - seek) / FRAMES_PER_STEP);
  const { kept, done } = heardSegments(own, firstTime, steps);
  hearing.ids.push(...own.slice(0, kept));
  hearing.seek += done * FRAMES_PER_STEP;
  if (!alignment) return;
  const inputs = stacked([input], transcriber);
  try {
    const ofSound = Math.floor((frames - seek) / FRAMES_PER_STEP);
    const text = { inputs, ids: sequence, begun: begun.length, steps: ofSound };
    const ends = await tokenSteps(transcriber, text, alignment);
    hearing.ends!.push(...ends.slice(0, kept).map((step) => step + seek / FRAMES_PER_STEP));
  } finally {
    for (const one of Object.values(inputs)) one?.dispose();
  }
}

/** The likeliest of the tokens that name a language, behind the one that begins texts. */
async function detectLanguages(
  { model, generationConfig, config }: TaskModel,
  features: readonly HostTensor[],
): Promise<readonly number[]> {
  const transcriber = model as Transcriber;
  const batch = features.length;
  const ids = Object.values(generationConfig.lang_to_id as Readonly<Record<string, number>>);
  const start = Number(generationConfig.decoder_start_token_id ?? config.decoder_start_token_id);
  const logits = inferenceOf(transcriber)(() =>
    noGrad(() =>
      scope(() => {
        const { device } = transcriber;
        const given = features.map((input_features) => ({ input_features }));
        const inputs: NamedTensors = stacked(given, transcriber);
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
  settings: HearingSettings,
): GenerateIdsOptions {
  const generationConfig = withoutPromptFields(task, model.generationConfig);
  const { alignment: _, firstTime: __, ...asked } = settings;
  const options = generationSettings({ ...model, generationConfig }, asked, { task });
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
