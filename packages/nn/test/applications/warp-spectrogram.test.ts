import { describe, expect, it } from "vitest";
import { warped } from "../../src/applications/spoken-words/warp-spectrogram.ts";

const [mels, frames] = [3, 4];
const values = Float32Array.of(9, 1, 2, 3, 8, 4, 5, 6, 7, 0, -1, 2);
const sound = { values, mels, frames };
const none = { shift: 0, stretch: 0, pitch: 0 };
const row = (all: Float32Array, mel: number) => [...all.subarray(mel * frames, (mel + 1) * frames)];

describe("a spectrogram that is changed", () => {
  it("stays as it is where nothing may change, whatever is drawn", () => {
    expect(warped(sound, none, [0, 0.9, 0.3])).toEqual(values);
  });

  it("begins later and sooner, with silence before and after", () => {
    const shift = { ...none, shift: 1 };
    expect(row(warped(sound, shift, [1, 0.5, 0.5]), 0)).toEqual([-1, 9, 1, 2]);
    expect(row(warped(sound, shift, [0, 0.5, 0.5]), 1)).toEqual([4, 5, 6, -1]);
    expect(row(warped(sound, shift, [0.75, 0.5, 0.5]), 1)).toEqual([3.5, 6, 4.5, 5.5]);
  });

  it("is said faster, and slower", () => {
    const half = { ...none, stretch: 0.5 };
    expect(row(warped(sound, half, [0.5, 1, 0.5]), 0)).toEqual([9, 1.5, 3, -1]);
    const slower = row(warped(sound, { ...none, stretch: 0.25 }, [0.5, 0, 0.5]), 1);
    [8, 4.8, 4.6, 5.4].forEach((value, i) => {
      expect(slower[i]).toBeCloseTo(value, 5);
    });
  });

  it("has a higher and a lower voice", () => {
    const pitch = { ...none, pitch: 1 };
    const higher = warped(sound, pitch, [0.5, 0.5, 1]);
    expect([row(higher, 0), row(higher, 1)]).toEqual([[-1, -1, -1, -1], row(values, 0)]);
    expect(row(warped(sound, pitch, [0.5, 0.5, 0]), 1)).toEqual(row(values, 2));
  });
});
