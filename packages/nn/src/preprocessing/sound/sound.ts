import { expectList, expectObject } from "../../options/expect-argument.ts";
import { expectSamples } from "./expect-samples.ts";

/** A sound in memory: a Float32Array for each channel, all of one length; full scale is -1 to 1. */
export interface Sound {
  /** Samples a second of each channel, in Hz. */
  readonly sampleRate: number;
  readonly channels: readonly Float32Array[];
}

/**
 * One channel: the mean of all of them, as models hear. [samples]
 *
 * @throws RangeError for a sound without channels
 */
export function mixToMono(sound: Sound): Float32Array {
  expectObject(
    "mixToMono",
    "sound",
    sound,
    "what readWave gives: { sampleRate, channels }",
    "channels",
  );
  const { channels } = sound;
  expectList("mixToMono", "channels", channels);
  for (const channel of channels) expectSamples("mixToMono", channel, "a channel");
  const [first] = channels;
  if (!first) throw new RangeError("mixToMono: the sound has no channels, expected at least one");
  if (channels.length === 1) return first;
  return first.map((_, i) => {
    let sum = 0;
    for (const channel of channels) sum += channel[i] ?? 0;
    return sum / channels.length;
  });
}
