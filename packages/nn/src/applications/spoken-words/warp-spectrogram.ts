/** How far spectrograms are changed at most while a model learns from them. */
export interface Warp {
  /** Frames to each side. */
  readonly shift: number;
  /** Part by which what is said becomes slower or faster. */
  readonly stretch: number;
  /** Bands by which a voice becomes higher or lower. */
  readonly pitch: number;
}

/** A spectrogram's values [mels, frames], band by band. */
export interface Spectrogram {
  readonly values: Float32Array;
  readonly mels: number;
  readonly frames: number;
}

/** Numbers in [0, 1) that one spectrogram takes. */
export const WARP_DRAWS = 3;

/**
 * A spectrogram that begins later or sooner, is slower or faster and of a higher or lower voice, linear between bands and
 * frames; `drawn` are `WARP_DRAWS` numbers in [0, 1). What comes in from outside is as quiet as its quietest value.
 */
export function warped(
  { values, mels, frames }: Spectrogram,
  { shift, stretch, pitch }: Warp,
  drawn: ArrayLike<number>,
): Float32Array {
  const signed = (place: number): number => 2 * drawn[place]! - 1;
  const later = signed(0) * shift;
  const pace = (1 + stretch) ** signed(1);
  const higher = signed(2) * pitch;
  const quiet = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const at = (mel: number, frame: number): number =>
    mel < 0 || frame < 0 || mel >= mels || frame >= frames ? quiet : values[mel * frames + frame]!;
  const changed = new Float32Array(mels * frames);
  for (let mel = 0; mel < mels; mel++) {
    const low = Math.floor(mel - higher);
    const upper = mel - higher - low;
    for (let frame = 0; frame < frames; frame++) {
      const from = (frame - later) * pace;
      const sooner = Math.floor(from);
      const next = from - sooner;
      changed[mel * frames + frame] =
        (1 - upper) * ((1 - next) * at(low, sooner) + next * at(low, sooner + 1)) +
        upper * ((1 - next) * at(low + 1, sooner) + next * at(low + 1, sooner + 1));
    }
  }
  return changed;
}
