import type { TrainingRecord } from "@qkv/nn/model-folder";
import { changeableSettings } from "@qkv/nn/recipes";
import { CommandError } from "../failures/command-error.ts";

/** What the weights of a run say of it beside their tensors, so that files of two runs, or of two ages, are told apart. */
export type PartMetadata = Readonly<Record<string, string>>;

/** What cannot change in a run; two that have it in common are the same to the bit. */
const unchanging = ({ recipe, settings, data }: TrainingRecord): Record<string, unknown> => {
  const own = Object.entries(settings).filter(([name]) => !changeableSettings.has(name));
  return { recipe, data: data.sha256, ...Object.fromEntries(own.sort()) };
};

/** The metadata of the weights after so many steps. */
export const partMetadata = (training: TrainingRecord, step: number): PartMetadata => ({
  run: JSON.stringify(unchanging(training)),
  step: String(step),
});

/** Throw when a file of weights says that it is of another run than the one of training.json; older files say nothing. */
export function requireSameRun(
  file: string,
  { run }: PartMetadata,
  training: TrainingRecord,
): void {
  if (run === undefined) return;
  const written = parse(run);
  for (const [name, value] of Object.entries(unchanging(training))) {
    const other = written.get(name);
    if (other === undefined || JSON.stringify(other) === JSON.stringify(value)) continue;
    throw new CommandError(
      `${file} is of another run than training.json beside it: ${name} is ${JSON.stringify(other)} there, ` +
        `${JSON.stringify(value)} here; two runs have written in this folder. Put the files of one of them back`,
    );
  }
}

/** The step that a file of weights was written after; undefined where it does not say. */
export const stepOf = ({ step }: PartMetadata): number | undefined =>
  step === undefined ? undefined : Number(step);

function parse(run: string): ReadonlyMap<string, unknown> {
  try {
    return new Map(Object.entries(Object(JSON.parse(run))));
  } catch {
    return new Map();
  }
}
