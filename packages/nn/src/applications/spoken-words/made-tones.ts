import { Draws } from "../draws.ts";
import type { Recording } from "./recording.ts";

/** What the words sound like: where a tone begins, and where it ends, in Hz. */
const words = { low: [300, 300], high: [900, 900], up: [300, 900], down: [900, 300] } as const;
const voices = { anna: 1, otto: 0.8 } as const;

/** Words of a language of tones, by two voices, with noise: each word `count` times by each voice. */
export function madeTones(seed: number, count: number, rate: number): readonly Recording[] {
  const draws = new Draws(seed);
  const made: Recording[] = [];
  for (const [label, [from, to]] of Object.entries(words))
    for (const [voice, height] of Object.entries(voices))
      for (let index = 0; index < count; index++) {
        const samples = new Float32Array(Math.round(rate * (0.2 + 0.2 * draws.uniform())));
        const pitch = height * (0.95 + 0.1 * draws.uniform());
        let phase = 0;
        for (let i = 0; i < samples.length; i++) {
          const at = i / samples.length;
          phase += (2 * Math.PI * pitch * (from + (to - from) * at)) / rate;
          const noise = 0.1 * (draws.uniform() - 0.5);
          samples[i] =
            Math.sin(Math.PI * at) * (0.4 * Math.sin(phase) + 0.2 * Math.sin(2 * phase)) + noise;
        }
        made.push({ samples, label, name: `${label}_${voice}_${index}` });
      }
  return made;
}
