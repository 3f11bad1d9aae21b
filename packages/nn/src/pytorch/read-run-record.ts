import { type FileSource, fileIn } from "../model-folder/file-source.ts";
import { JsonFields } from "../model-folder/json-fields.ts";
import { ModelFolderError } from "../model-folder/model-folder-error.ts";
import { readJson } from "../model-folder/read-json.ts";
import { pytorchFiles } from "./file-names.ts";
import { format, version } from "./run-record.ts";

/** What run.json tells of a run that comes back. */
export interface ReturnedRecord {
  readonly step: number;
  readonly steps: number;
  /** The step at which it was exported. */
  readonly firstStep: number;
  /** Where the source of the data stands; undefined where no step was done. */
  readonly position: unknown;
  /** Steps that the optimiser has done for a parameter, by its name. */
  stepsOf(parameter: string): number;
}

const count = { integer: true, from: 0, to: 2 ** 40 } as const;

/** @throws ModelFolderError for a file that no export wrote */
export async function readRunRecord(source: FileSource): Promise<ReturnedRecord> {
  const name = pytorchFiles.run;
  const file = fileIn(source, name);
  if (!(await source.has(name)))
    throw new ModelFolderError(
      `${file}: there is no such file, so ${source.name} is no folder of qkv export --to pytorch; ` +
        "expected the folder that train_torch.py stands in",
      { file },
    );
  const record = new JsonFields(await readJson(source, name), file);
  record.oneOf("format", [format]);
  record.oneOf("version", [version]);
  const [step, steps, firstStep] = ["step", "steps", "first_step"].map((field) =>
    record.number(field, count),
  ) as [number, number, number];
  const positions = record.get("positions");
  const done = step - firstStep;
  if (!Array.isArray(positions) || done < 0 || done > positions.length)
    throw new ModelFolderError(
      `${file}: step is ${step}, expected ${firstStep} up to ${firstStep + (Array.isArray(positions) ? positions.length : 0)}, ` +
        "the steps that the folder has batches for",
      { file, field: "step" },
    );
  const parameterSteps = record.object("parameter_steps");
  return {
    ...{ step, steps, firstStep, position: done === 0 ? undefined : positions[done - 1] },
    stepsOf: (parameter) => parameterSteps.number(parameter, count),
  };
}
