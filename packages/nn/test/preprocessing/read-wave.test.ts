import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { readWave } from "../../src/preprocessing/sound/read-wave.ts";
import { mixToMono } from "../../src/preprocessing/sound/sound.ts";
import { SoundFileError } from "../../src/preprocessing/sound/sound-file-error.ts";
import { fuzzRuns } from "../fuzz-runs.ts";
import { chunk, joined, riff, waveFormat } from "./wave-bytes.ts";

const bytes = (...values: number[]) => Uint8Array.from(values);
const wave = (code: number, bits: number, data: Uint8Array, channels = 1) =>
  riff(chunk("fmt ", waveFormat(code, bits, channels)), chunk("data", data));
const first = (file: Uint8Array) => [...readWave(file).channels[0]!];

test("samples of every kind, full scale is 1", () => {
  expect(first(wave(1, 8, bytes(0, 128, 192)))).toEqual([-1, 0, 0.5]);
  expect(first(wave(1, 16, bytes(0, 0x80, 0, 0x40)))).toEqual([-1, 0.5]);
  expect(first(wave(1, 24, bytes(0, 0, 0x80, 0, 0, 0x40, 0xff, 0xff, 0xff)))).toEqual([
    ...[-1, 0.5, -(2 ** -23)],
  ]);
  expect(first(wave(1, 32, bytes(0, 0, 0, 0x80, 0, 0, 0, 0x20)))).toEqual([-1, 0.25]);
  expect(first(wave(3, 32, new Uint8Array(Float32Array.of(-3.5, 2).buffer)))).toEqual([-3.5, 2]);
  expect(first(wave(3, 64, new Uint8Array(Float64Array.of(0.125).buffer)))).toEqual([0.125]);
});

test("channels lie interleaved, one is their mean, and a frame that is not whole is left out", () => {
  const sound = readWave(wave(1, 8, bytes(128, 192, 64, 0, 1), 2));
  expect(sound.channels.map((one) => [...one])).toEqual([
    [0, -0.5],
    [0.5, -1],
  ]);
  expect([...mixToMono(sound)]).toEqual([0.25, -0.75]);
});

test("other chunks, odd ones, and the unknown sizes of streams", () => {
  const format = chunk("fmt ", waveFormat(1, 8));
  const odd = chunk("LIST", bytes(1, 2, 3));
  expect(first(riff(odd, format, odd, chunk("data", bytes(192)), odd))).toEqual([0.5]);
  expect(first(riff(format, chunk("data", bytes(192, 64), 0xffffffff)))).toEqual([0.5, -0.5]);
});

describe("is refused, and why", () => {
  const format = chunk("fmt ", waveFormat(1, 16));
  const data = chunk("data", bytes(0, 0));
  test.each([
    ["nothing", bytes(), /it has 0 bytes/],
    ["FLAC", joined(new TextEncoder().encode("fLaC"), new Uint8Array(20)), /it is FLAC/],
    ["a file that is cut off", riff(format, chunk("data", bytes(0, 0), 4)), /2 bytes, expected 4/],
    ["no format", riff(data), /no fmt chunk/],
    ["no data", riff(format), /no data chunk/],
    ["a format of no bytes", riff(chunk("fmt ", bytes()), data), /0 bytes, expected at least 16/],
    ["12 bits", riff(chunk("fmt ", waveFormat(1, 12)), data), /integers of 12 bits/],
    ["no channels", riff(chunk("fmt ", waveFormat(1, 16, 0)), data), /0 channels/],
    ["too many", riff(chunk("fmt ", waveFormat(1, 8, 65535)), data), /65535 channels/],
    ["rate 0", riff(chunk("fmt ", waveFormat(1, 16, 1, 0)), data), /0 Hz/],
    ["MP3 in a WAV file", riff(chunk("fmt ", waveFormat(85, 16)), data), /it is MP3/],
    ["a chunk that lies", riff(chunk("LIST", bytes(), 2 ** 31), format, data), /2147483648 bytes/],
  ])("%s", (_, file, reason) => {
    expect(() => readWave(file)).toThrow(SoundFileError);
    expect(() => readWave(file)).toThrow(reason);
  });
});

it("reads or refuses with SoundFileError whatever bytes of a file change", () => {
  const file = wave(1, 16, new Uint8Array(40), 2);
  const flips = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { maxLength: 5 });
  let accepted = 0;
  fc.assert(
    fc.property(flips, fc.nat(file.length), (changes, end) => {
      const bytes = file.slice(0, Math.max(end, file.length - 8));
      for (const [at, value] of changes) if (at < bytes.length) bytes[at] = value;
      try {
        for (const one of readWave(bytes).channels) expect(one.length).toBeLessThanOrEqual(40);
        accepted++;
      } catch (error) {
        expect(error).toBeInstanceOf(SoundFileError);
      }
    }),
    fuzzRuns(500),
  );
  expect(accepted).toBeGreaterThan(0);
});
