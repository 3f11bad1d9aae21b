import { type Complete, defineOptions, type Given } from "../../options/define-options.ts";
import { flag, integer, number, oneOf } from "../../options/fields.ts";

const sizes = { from: 1, to: 2 ** 24 };

/** Shape and options of an encoder-decoder on token ids. */
export const seq2seqOptions = defineOptions(
  "Seq2Seq",
  {
    sourceVocabSize: integer(sizes),
    targetVocabSize: integer(sizes),
    dModel: integer({ ...sizes, default: 512 }),
    nhead: integer({ ...sizes, default: 8 }),
    numEncoderLayers: integer({ ...sizes, default: 6 }),
    numDecoderLayers: integer({ ...sizes, default: 6 }),
    dimFeedforward: integer({ ...sizes, default: 2048 }),
    dropout: number({ from: 0, below: 1, default: 0.1 }),
    activation: oneOf(["relu", "gelu"], { default: "relu" }),
    normFirst: flag({ default: false }),
    /** Id of the padding, hidden from attention. */
    paddingIdx: integer({ from: 0, default: 0 }),
  },
  {
    check: ({ dModel, nhead }) =>
      dModel % nhead === 0
        ? undefined
        : `dModel is ${dModel}, expected a multiple of nhead (${nhead})`,
  },
);

/** A whole configuration of a `Seq2Seq`: every option has its value. */
export type Seq2SeqConfig = Complete<typeof seq2seqOptions>;
/** Sizes and options of a `Seq2Seq`; those with defaults may be left out. */
export type Seq2SeqOptions = Given<typeof seq2seqOptions>;

/** A whole, valid configuration, or an OptionError that names the option. Takes data from outside. */
export const seq2seqConfig = (options: Seq2SeqOptions): Seq2SeqConfig =>
  seq2seqOptions.complete(options);
