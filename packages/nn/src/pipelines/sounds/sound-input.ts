import { describeValue } from "../../options/describe-value.ts";
import { readWave } from "../../preprocessing/sound/read-wave.ts";
import { resample } from "../../preprocessing/sound/resample.ts";
import { mixToMono, type Sound } from "../../preprocessing/sound/sound.ts";
import type { TaskModel } from "../task-model.ts";

/**
 * A sound: the path or address of a WAV file, its bytes, its channels with their rate, or samples of one channel at the rate
 * that the model hears.
 */
export type SoundInput = string | Uint8Array | Float32Array | Sound;

/** The samples of a sound, of one channel, at a rate in Hz. @throws SoundFileError for what is none */
export async function soundOf(
  task: string,
  input: SoundInput,
  rate: number,
  { readInput }: Pick<TaskModel, "readInput">,
  signal?: AbortSignal,
): Promise<Float32Array> {
  if (input instanceof Float32Array) return input;
  const heard = (sound: Sound) => resample(mixToMono(sound), sound.sampleRate, rate);
  if (typeof input === "string") return heard(readWave(await readInput(input, signal)));
  if (input instanceof Uint8Array) return heard(readWave(input));
  if (typeof input === "object" && input !== null && "channels" in input) return heard(input);
  throw new TypeError(
    `${task}: an input is ${describeValue(input)}, expected the path of a WAV file, its bytes, samples, or ` +
      "{ sampleRate, channels }",
  );
}
