import { expectList } from "../../options/expect-argument.ts";
import { expectSamples } from "./expect-samples.ts";

/** A list of sounds of one channel each, none of them empty. */
export function expectSounds(sounds: readonly Float32Array[]): void {
  expectList("extract", "sounds", sounds);
  if (sounds.length === 0) throw new RangeError("extract: sounds is empty, expected at least one");
  for (const [i, sound] of sounds.entries()) {
    expectSamples("extract", sound, `sound ${i}`);
    if (sound.length === 0)
      throw new RangeError(`extract: sound ${i} has no samples, expected at least one`);
  }
}
