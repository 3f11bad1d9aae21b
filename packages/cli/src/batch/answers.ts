/** An input, with its place among all of them. */
export interface PlacedInput {
  readonly index: number;
  readonly input: unknown;
}

/** What became of an input: a result, or why there is none, attempt by attempt. */
export type Answer =
  | { readonly index: number; readonly result: unknown }
  | { readonly index: number; readonly failed: readonly string[] };

/** What is computed, whatever the input; results follow from it and the inputs alone. */
export interface BatchPlan {
  /** "score", or a task of `qkv run`. */
  readonly task: string;
  readonly settings: Readonly<Record<string, unknown>>;
  /** Folder, file or name on the hub. */
  readonly model: string;
  /** SHA-256 of its files. */
  readonly fingerprint: string;
  readonly tokenizer?: string;
  readonly quantize?: string;
  readonly dtype?: string;
  /** Inputs side by side: those whose places divided by it are the same number. */
  readonly batchSize: number;
}

/** A part of a batch, as a worker gets it. */
export interface ShardWork {
  readonly plan: BatchPlan;
  readonly inputs: readonly PlacedInput[];
  /** Each input by itself: after a failure. */
  readonly alone: boolean;
  /** Further attempts at an input that fails. */
  readonly retries: number;
}

/** Inputs that are computed side by side; the same ones however a batch is cut into shards. */
export function groupsOf({ plan, inputs, alone }: ShardWork): readonly (readonly PlacedInput[])[] {
  const groups = new Map<number, PlacedInput[]>();
  for (const one of inputs) {
    const group = alone ? one.index : Math.floor(one.index / plan.batchSize);
    const others = groups.get(group);
    if (others) others.push(one);
    else groups.set(group, [one]);
  }
  return [...groups.values()];
}

/** The answers of a shard out of what a worker sent. @throws TypeError unless each of its inputs has exactly one */
export function expectAnswers(value: unknown, inputs: readonly PlacedInput[]): readonly Answer[] {
  const wanted = new Set(inputs.map(({ index }) => index));
  const answers = Array.isArray(value) ? (value as readonly Answer[]) : [];
  for (const answer of answers)
    if (!isAnswer(answer) || !wanted.delete(answer.index))
      throw new TypeError(
        `a worker answered ${JSON.stringify(answer)?.slice(0, 80)}, expected one answer to each input of the shard`,
      );
  if (wanted.size > 0)
    throw new TypeError(
      `a worker left ${wanted.size} of ${inputs.length} inputs without an answer, expected one to each`,
    );
  return answers.toSorted((a, b) => a.index - b.index);
}

function isAnswer(value: unknown): value is Answer {
  const { index, failed, ...rest } = Object(value);
  if (!Number.isSafeInteger(index)) return false;
  if (failed === undefined) return "result" in rest;
  return Array.isArray(failed) && failed.every((one) => typeof one === "string");
}
