import { createReadStream } from "node:fs";
import { appendFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import type { StepRecord } from "@qkv/nn";
import { writeFileSafely } from "@qkv/nn/node";
import { systemErrorCode } from "../failures/system-error.ts";

/** A line of JSON a step: what the run's losses were. */
export class HistoryFile {
  readonly #path: string;
  readonly records: StepRecord[];
  #pending = "";

  private constructor(path: string, records: StepRecord[]) {
    this.#path = path;
    this.records = records;
  }

  /**
   * Open the history of a run that has `step` steps behind it. Later lines, of steps that no
   * checkpoint holds, are cut off, and so is a line that was torn.
   */
  static async open(path: string, step: number): Promise<HistoryFile> {
    const records = step === 0 ? [] : await readRecords(path, step);
    await writeFileSafely(path, new TextEncoder().encode(records.map(lineOf).join("")));
    return new HistoryFile(path, records);
  }

  /** Note a step; it is on the disk after the next `flush`. */
  add(record: StepRecord): void {
    this.records.push(record);
    this.#pending += lineOf(record);
  }

  async flush(): Promise<void> {
    const lines = this.#pending;
    this.#pending = "";
    await appendFile(this.#path, lines);
  }
}

const lineOf = (record: StepRecord): string => `${JSON.stringify(record)}\n`;

async function readRecords(path: string, step: number): Promise<StepRecord[]> {
  const records: StepRecord[] = [];
  try {
    const lines = createInterface({ input: createReadStream(path, "utf8"), crlfDelay: Infinity });
    for await (const line of lines) {
      const record = parseRecord(line);
      if (record && record.step <= step && record.step > (records.at(-1)?.step ?? 0))
        records.push(record);
    }
  } catch (error) {
    // The history is for looking at; a run goes on without it.
    if (systemErrorCode(error) !== "ENOENT") throw error;
  }
  return records;
}

function parseRecord(line: string): StepRecord | undefined {
  try {
    const value: Partial<StepRecord> = JSON.parse(line);
    const { step, loss, learningRate, gradNorm, tokensPerSecond, valLoss } = value;
    if (!Number.isSafeInteger(step) || !Number.isFinite(loss)) return undefined;
    const optional = { gradNorm, tokensPerSecond, valLoss };
    const present = Object.entries(optional).filter(([, number]) => Number.isFinite(number));
    const { figures } = value;
    return {
      step: step!,
      loss: loss!,
      learningRate: learningRate ?? 0,
      ...Object.fromEntries(present),
      ...(figures ? { figures: numbersOf(figures) } : {}),
    };
  } catch {
    return undefined;
  }
}

const numbersOf = (figures: object): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(figures).filter(([, value]) => Number.isFinite(value)));
