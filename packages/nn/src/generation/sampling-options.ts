/** How the next token is chosen; names and order as in Hugging Face's `generate`. */
export interface SamplingOptions {
  /** Above 1 makes tokens of the prompt and the text so far less likely; 1 leaves them. */
  readonly repetitionPenalty?: number;
  /** Above 0; 0 takes the most probable token. 1 unless given. */
  readonly temperature?: number;
  /** Choose among the k most probable tokens; 0 among all. */
  readonly topK?: number;
  /** Choose among the most probable tokens that reach this probability together; 1 among all. */
  readonly topP?: number;
  /** Choose among tokens at least this many times as probable as the most probable; 0 among all. */
  readonly minP?: number;
}

interface Range {
  readonly expected: string;
  readonly holds: (value: number) => boolean;
}

const probability: Range = {
  expected: "a number from 0 to 1",
  holds: (value) => value >= 0 && value <= 1,
};

const ranges: ReadonlyMap<string, Range> = new Map<keyof SamplingOptions, Range>([
  [
    "repetitionPenalty",
    { expected: "a finite number above 0", holds: (value) => value > 0 && value < Infinity },
  ],
  [
    "temperature",
    { expected: "a finite number of at least 0", holds: (value) => value >= 0 && value < Infinity },
  ],
  [
    "topK",
    {
      expected: "an integer of at least 0",
      holds: (value) => Number.isSafeInteger(value) && value >= 0,
    },
  ],
  ["topP", probability],
  ["minP", probability],
]);

/** Throw for an option that is unknown or out of its range, with its name, range and value. */
export function checkSamplingOptions(options: SamplingOptions): void {
  for (const [name, value] of Object.entries<unknown>({ ...options })) {
    const range = ranges.get(name);
    if (!range)
      throw new TypeError(
        `sampling: unknown option ${name}, expected ${[...ranges.keys()].join(", ")}`,
      );
    if (value !== undefined && (typeof value !== "number" || !range.holds(value)))
      throw new RangeError(`sampling: ${name} is ${String(value)}, expected ${range.expected}`);
  }
}
