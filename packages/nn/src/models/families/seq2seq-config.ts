/** Shape and options of an encoder-decoder on token ids. */
export interface Seq2SeqConfig {
  readonly sourceVocabSize: number;
  readonly targetVocabSize: number;
  readonly dModel: number;
  readonly nhead: number;
  readonly numEncoderLayers: number;
  readonly numDecoderLayers: number;
  readonly dimFeedforward: number;
  readonly dropout: number;
  readonly activation: "relu" | "gelu";
  readonly normFirst: boolean;
  /** Id of the padding, hidden from attention. */
  readonly paddingIdx: number;
}

type RequiredKey = "sourceVocabSize" | "targetVocabSize";
export type Seq2SeqOptions = Pick<Seq2SeqConfig, RequiredKey> &
  Partial<Omit<Seq2SeqConfig, RequiredKey>>;

const defaults: Omit<Seq2SeqConfig, RequiredKey> = {
  dModel: 512,
  nhead: 8,
  numEncoderLayers: 6,
  numDecoderLayers: 6,
  dimFeedforward: 2048,
  dropout: 0.1,
  activation: "relu",
  normFirst: false,
  paddingIdx: 0,
};
const counts = [
  "sourceVocabSize",
  "targetVocabSize",
  "dModel",
  "nhead",
  "numEncoderLayers",
  "numDecoderLayers",
  "dimFeedforward",
] as const;

/** A whole, valid configuration, or an error that names the option. Takes data from outside. */
export function seq2seqConfig(options: Seq2SeqOptions): Seq2SeqConfig {
  const known = new Set<string>([...counts, ...Object.keys(defaults)]);
  for (const key of Object.keys(options))
    if (!known.has(key))
      throw new RangeError(
        `Seq2Seq: unknown option ${key}, expected one of ${[...known].join(", ")}`,
      );
  const config: Seq2SeqConfig = { ...defaults, ...options };
  for (const key of counts)
    if (!Number.isSafeInteger(config[key]) || config[key] < 1 || config[key] > 2 ** 24)
      throw new RangeError(`Seq2Seq: ${key} is ${config[key]}, expected an integer from 1`);
  const { dropout, paddingIdx, activation, normFirst, dModel, nhead } = config;
  if (!(dropout >= 0 && dropout < 1))
    throw new RangeError(`Seq2Seq: dropout is ${dropout}, expected 0 up to 1`);
  if (!Number.isSafeInteger(paddingIdx) || paddingIdx < 0)
    throw new RangeError(`Seq2Seq: paddingIdx is ${paddingIdx}, expected an id`);
  if (activation !== "relu" && activation !== "gelu")
    throw new RangeError(`Seq2Seq: activation is ${activation}, expected relu or gelu`);
  if (typeof normFirst !== "boolean")
    throw new RangeError(`Seq2Seq: normFirst is ${normFirst}, expected true or false`);
  if (dModel % nhead !== 0)
    throw new RangeError(`Seq2Seq: dModel is ${dModel}, expected a multiple of nhead (${nhead})`);
  return config;
}
