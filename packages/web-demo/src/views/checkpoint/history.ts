/** A step of a run of the command, as its history.jsonl has it. */
export interface HistoryStep {
  readonly step: number;
  readonly loss: number;
  readonly valLoss?: number;
}

/** More than a day of steps; what is longer is read up to here. */
const LARGEST = 2 ** 25;

/** The history of a run that was given, if it is one: lines that are torn or of no step are left out. */
export async function historyIn(
  files: readonly File[],
  paths: readonly string[],
): Promise<readonly HistoryStep[] | undefined> {
  // Of the folder itself, not of one within.
  const at = paths.findIndex((path) => /^[^/]+\/history\.jsonl$/.test(path));
  if (at < 0) return undefined;
  return parseHistory(await files[at]!.slice(0, LARGEST).text());
}

export function parseHistory(text: string): readonly HistoryStep[] {
  const steps: HistoryStep[] = [];
  for (const line of text.split("\n")) {
    const { step, loss, valLoss } = parsed(line);
    if (!Number.isSafeInteger(step) || !Number.isFinite(loss)) continue;
    if (step <= (steps.at(-1)?.step ?? 0)) continue;
    steps.push({ step, loss, ...(Number.isFinite(valLoss) ? { valLoss } : {}) });
  }
  return steps;
}

function parsed(line: string): { step: number; loss: number; valLoss: number } {
  try {
    return Object(JSON.parse(line));
  } catch {
    return Object({});
  }
}
