import { Module } from "../../module/module.ts";
import { newParameter, type ParameterOptions } from "../../module/parameter-options.ts";
import { add } from "../../ops/add.ts";
import { asStrided } from "../../ops/as-strided.ts";
import { clamp } from "../../ops/clamp.ts";
import { linear } from "../../ops/linear.ts";
import { log } from "../../ops/log.ts";
import { mul } from "../../ops/mul.ts";
import { sqrt } from "../../ops/sqrt.ts";
import { square } from "../../ops/square.ts";
import { melFilterBank } from "../../preprocessing/sound/mel-filter-bank.ts";
import { hannWindow } from "../../preprocessing/sound/windows.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** Sizes of cepstra of sounds of one length. */
export interface MfccOptions {
  readonly sampleRate: number;
  /** Of a sound. */
  readonly samples: number;
  /** Samples of a frame, and from one to the next. */
  readonly frameLength: number;
  readonly hop: number;
  readonly filters: number;
  /** The first filter begins and the last ends there, in Hz. */
  readonly lowest: number;
  readonly highest: number;
  readonly coefficients: number;
}

/** Frames that lie in a sound as a whole. */
export const frameCount = ({ samples, frameLength, hop }: MfccOptions): number =>
  1 + Math.floor((samples - frameLength) / hop);

/** Nothing is quieter than this for the logarithm. */
const FLOOR = 1e-12;

/**
 * Mel-frequency cepstra as a part of a model, which has the tables among its weights: frames under a window, their spectra's
 * magnitudes, over mels, the logarithm, its cosine transform. Davis and Mermelstein (1980); tables as TensorFlow makes them.
 */
export class MfccFrontEnd extends Module {
  /** [frameLength] */
  readonly window: Tensor;
  /** [bins, frameLength] */
  readonly cosines: Tensor;
  readonly sines: Tensor;
  /** [filters, bins] */
  readonly mel: Tensor;
  /** [coefficients, filters] */
  readonly transform: Tensor;
  readonly #given: MfccOptions;

  constructor(given: MfccOptions, options: ParameterOptions) {
    super();
    this.#given = given;
    const { frameLength, filters, coefficients, sampleRate, highest } = given;
    const points = 2 ** Math.ceil(Math.log2(frameLength));
    const bins = 1 + Math.floor((highest * points) / sampleRate);
    const table = (
      name: string,
      shape: readonly number[],
      at: (i: number, j: number) => number,
    ) => {
      const width = shape.at(-1)!;
      const values = (length: number) =>
        Float32Array.from({ length }, (_, i) => at(Math.floor(i / width), i % width));
      return this.buffer(name, newParameter(shape, width, values, options));
    };
    const angle = (bin: number, t: number): number => (2 * Math.PI * ((bin * t) % points)) / points;
    let hann: Float64Array | undefined;
    let mels: ReturnType<typeof melFilterBank> | undefined;
    const filter = (i: number) => {
      mels ??= melFilterBank({
        ...{ bins: points / 2 + 1, filters, sampleRate, minFrequency: given.lowest },
        ...{ maxFrequency: highest, scale: "htk", trianglesInMel: true },
      });
      return mels[i]!;
    };
    this.window = table("frontend_window", [frameLength], (_, t) => {
      hann ??= hannWindow(frameLength, { periodic: true });
      return hann[t]!;
    });
    const spectrum = [bins, frameLength];
    this.cosines = table("frontend_dft_real", spectrum, (bin, t) => Math.cos(angle(bin, t)));
    this.sines = table("frontend_dft_imag", spectrum, (bin, t) => -Math.sin(angle(bin, t)));
    this.mel = table("frontend_mel", [filters, bins], (i, bin) => {
      const { first, weights } = filter(i);
      return weights[bin - first] ?? 0;
    });
    this.transform = table("frontend_dct", [coefficients, filters], (k, i) => {
      return Math.sqrt(2 / filters) * Math.cos((Math.PI / filters) * (i + 0.5) * k);
    });
  }

  /** Sounds [batch, samples] -> [batch, frames, coefficients] */
  forward(sounds: Tensor): Tensor {
    const { samples, frameLength, hop } = this.#given;
    this.expect("input_values", sounds, this.window.device);
    if (sounds.shape.length !== 2 || sounds.shape[1] !== samples)
      this.refuse("input_values", sounds, `[batch, ${samples}], padded with silence`);
    const shape = [sounds.shape[0]!, frameCount(this.#given), frameLength];
    const frames = mul(asStrided(sounds, shape, [samples, hop, 1], 0), this.window);
    const [real, imaginary] = [linear(frames, this.cosines), linear(frames, this.sines)];
    const magnitudes = sqrt(add(square(real), square(imaginary))); // [batch, frames, bins]
    return linear(log(clamp(linear(magnitudes, this.mel), { min: FLOOR })), this.transform);
  }
}
