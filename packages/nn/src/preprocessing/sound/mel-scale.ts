/** How frequencies become mels: Slaney's, linear up to 1 kHz; HTK's and Kaldi's, logarithmic. */
export const melScales = ["slaney", "htk", "kaldi"] as const;
/** The name of a scale of mels. */
export type MelScale = (typeof melScales)[number];

interface Scale {
  toMel(hertz: number): number;
  toHertz(mel: number): number;
}

const logarithmic = (factor: number): Scale => ({
  toMel: (hertz) => factor * Math.log(1 + hertz / 700),
  toHertz: (mel) => 700 * (Math.exp(mel / factor) - 1),
});

/** M. Slaney, "Auditory Toolbox": 15 mels to 1 kHz, then 27 to each factor of 6.4. */
const slaney: Scale = {
  toMel: (hertz) =>
    hertz < 1000 ? (3 * hertz) / 200 : 15 + (27 * Math.log(hertz / 1000)) / Math.log(6.4),
  toHertz: (mel) =>
    mel < 15 ? (200 * mel) / 3 : 1000 * Math.exp((Math.log(6.4) * (mel - 15)) / 27),
};

export const scaleOf: Readonly<Record<MelScale, Scale>> = {
  slaney,
  htk: logarithmic(2595 / Math.LN10),
  kaldi: logarithmic(1127),
};
