import type { StepRecord } from "../../engine/protocol.ts";

/** What stands beside a saved run, so that it can be gone on with: the page's own part of the file. */
export interface Note {
  /** As an address has it. */
  readonly experiment: string;
  readonly records: readonly StepRecord[];
  /** Text of one's own that it learns from. */
  readonly file?: { readonly name: string; readonly text: string };
}

const VERSION = 1;

export const writeNote = (note: Note): string => JSON.stringify({ version: VERSION, ...note });

/** @throws RangeError for what is no note: files come from outside */
export function readNote(json: string): Note {
  const given = parsed(json);
  if (given.version !== VERSION)
    throw new RangeError(
      `the run's note has version ${String(given.version)}, expected ${VERSION}`,
    );
  const { experiment, records, file } = given;
  if (typeof experiment !== "string" || !Array.isArray(records)) throw damaged();
  return {
    experiment,
    records: records.map(record),
    ...(file === undefined ? {} : { file: ownFile(file) }),
  };
}

const damaged = () => new RangeError("the run's note is damaged: save the run again");

function parsed(json: string): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(json));
  } catch {
    throw damaged();
  }
}

function record(given: unknown): StepRecord {
  const { step, loss, learningRate, gradNorm, tokensPerSecond, valLoss } = Object(given);
  if (![step, loss, learningRate].every(Number.isFinite)) throw damaged();
  const optional = Object.entries({ gradNorm, tokensPerSecond, valLoss }).filter(([, value]) =>
    Number.isFinite(value),
  );
  return { step, loss, learningRate, ...Object.fromEntries(optional) };
}

function ownFile(given: unknown): NonNullable<Note["file"]> {
  const { name, text } = Object(given);
  if (typeof name !== "string" || typeof text !== "string") throw damaged();
  return { name, text };
}
