import { Draws } from "../draws.ts";
import type { Recording } from "../spoken-words/recording.ts";

/** Several words in one sound. */
export interface SpokenString {
  readonly samples: Float32Array;
  readonly words: readonly string[];
}

export interface JoiningOptions {
  readonly shortest: number;
  readonly longest: number;
  /** Samples a second, and seconds of a string at most. */
  readonly rate: number;
  readonly seconds: number;
  /** Loudness of the noise at most, beside words of full scale. */
  readonly noise: number;
}

/** Words drawn by a seed, with gaps between them and noise below them; fewer where they would not fit. */
export function joinRecordings(
  recordings: readonly Recording[],
  seed: number,
  { shortest, longest, rate, seconds, noise }: JoiningOptions,
): SpokenString {
  const draws = new Draws(seed);
  const wanted = shortest + draws.below(longest - shortest + 1);
  const samples = new Float32Array(rate * seconds);
  const words: string[] = [];
  let at = draws.below(Math.round(rate / 10));
  while (words.length < wanted) {
    const { samples: word, label } = draws.one(recordings);
    if (at + word.length > samples.length && words.length > 0) break;
    samples.set(word.subarray(0, samples.length - at), at);
    words.push(label);
    at += word.length + draws.below(Math.round(rate / 5));
  }
  const loud = noise * draws.uniform();
  for (let i = 0; i < samples.length; i++) samples[i]! += loud * (2 * draws.uniform() - 1);
  return { samples, words };
}
