import { OptionError } from "../../options/option-error.ts";

/** How sounds become rows of one length, as SequenceFeatureExtractor.pad of transformers does it. */
export interface Padding {
  readonly padding: "longest" | "max_length" | "do_not_pad";
  /** Of a row, in samples; what "max_length" pads to and `truncation` cuts to. */
  readonly maxLength: number | undefined;
  readonly truncation: boolean;
  readonly padToMultipleOf: number | undefined;
  readonly paddingValue: number;
  readonly side: "left" | "right";
}

/** Sounds as rows of one length; the mask is 1 where a row has a sample of the sound. */
export interface PaddedSounds {
  readonly length: number;
  readonly rows: readonly Float32Array[];
  readonly masks: readonly Int32Array[];
}

/** The longest batch that is padded, in samples of all its rows. */
const mostSamples = 2 ** 28;

export function padSounds(sounds: readonly Float32Array[], padding: Padding): PaddedSounds {
  const { truncation, maxLength, paddingValue, side } = padding;
  if (truncation && maxLength === undefined)
    throw new OptionError("extract: truncation is true and there is no maxLength, expected one");
  const most = truncation ? upTo(maxLength!, padding) : Number.POSITIVE_INFINITY;
  const cut = sounds.map((sound) => sound.subarray(0, most));
  const length = rowLength(cut, padding);
  if (length * cut.length > mostSamples)
    throw new RangeError(
      `extract: ${cut.length} rows of ${length} samples, expected at most ${mostSamples} samples together`,
    );
  const masks: Int32Array[] = [];
  const rows = cut.map((sound) => {
    const at = side === "right" ? 0 : length - sound.length;
    masks.push(new Int32Array(length).fill(1, at, at + sound.length));
    const row = new Float32Array(length).fill(paddingValue);
    row.set(sound, at);
    return row;
  });
  return { length, rows, masks };
}

function rowLength(sounds: readonly Float32Array[], given: Padding): number {
  const longest = Math.max(...sounds.map(({ length }) => length));
  const { padding, maxLength } = given;
  if (padding === "do_not_pad") {
    const other = sounds.find(({ length }) => length !== longest);
    if (!other) return longest;
    throw new OptionError(
      `extract: padding is "do_not_pad" and the sounds have ${other.length} and ${longest} samples, expected equal lengths, ` +
        'or padding "longest"',
    );
  }
  if (padding === "longest") return upTo(longest, given);
  if (maxLength === undefined)
    throw new OptionError(
      'extract: padding is "max_length" and there is no maxLength, expected one',
    );
  const length = upTo(maxLength, given);
  if (longest <= length) return length;
  throw new OptionError(
    `extract: a sound has ${longest} samples, expected at most ${length} (maxLength) without truncation`,
  );
}

/** The next multiple, where one is asked for. */
const upTo = (length: number, { padToMultipleOf: step = 1 }: Padding): number =>
  Math.ceil(length / step) * step;
