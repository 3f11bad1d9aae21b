import { adapterFiles } from "../fine-tuning/adapter-files.ts";
import { adaptedLinears } from "../fine-tuning/lora.ts";
import { fileNames } from "../model-folder/file-names.ts";
import type { FilesByName } from "../model-folder/write-model-folder.ts";
import { inFiles, standInsOf } from "../models/families/file-weights.ts";
import type { Model } from "../models/roles.ts";
import { defineOptions, type Given } from "../options/define-options.ts";
import { expectMetadata, expectObject } from "../options/expect-argument.ts";
import { anything, callback, integer, passing, text } from "../options/fields.ts";
import { isAbortSignal } from "../options/kinds-of-values.ts";
import type { TrainingRun } from "../recipes/training-run.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { parseTrainingState, type TrainingState } from "../training/training-state.ts";
import { bytesSource } from "../weights/byte-source.ts";
import type { HostTensor } from "../weights/host-tensor.ts";
import { openSafetensors } from "../weights/open-safetensors.ts";
import { toHostTensors } from "../weights/to-host-tensors.ts";
import { writeSafetensors } from "../weights/write-safetensors.ts";
import { comingBatches } from "./coming-batches.ts";
import { adapterFolder, pytorchFiles } from "./file-names.ts";
import { lossToCome } from "./loss-to-come.ts";
import { hasOwnModule, requireExportable } from "./require-exportable.ts";
import { runRecord } from "./run-record.ts";

const exportOptions = defineOptions("exportRun", {
  /** What the run learns, by the name in its folder. */
  recipe: text(),
  /** The run ends after so many steps, those done included. */
  steps: integer({ from: 1 }),
  /** The name of the model that adapters are for. */
  baseModel: text({ optional: true }),
  /** What the files of the run say beside their tensors. */
  metadata: anything<Readonly<Record<string, string>>>({ default: {} }),
  signal: passing<AbortSignal>(isAbortSignal, { optional: true, expected: "an AbortSignal" }),
  /** Called with the steps whose batches are written. */
  onProgress: callback<(done: number, total: number) => void>({ optional: true }),
});

/** How `exportRun` writes a run: how far it is to go, and what its files say. */
export type ExportOptions = Given<typeof exportOptions>;

/** A run as PyTorch goes on with it. */
export interface ExportedRun {
  /** What is written beside the files that describe the model. */
  readonly files: FilesByName;
  readonly step: number;
  /** Of the next step, without dropout. */
  readonly lossToCome: number;
  /** Whether the model's module has to be written too, for transformers lacks it. */
  readonly ownModule: boolean;
}

/**
 * The weights of a run, the moments of AdamW, the rates and the batches of the steps to come, in files for a program in
 * Python: parameters under the names, and in the layout, of Hugging Face's models. The run stays as it is.
 *
 * @throws PytorchError for a run that PyTorch cannot go on with, before anything is computed
 */
export async function exportRun(run: TrainingRun, options: ExportOptions): Promise<ExportedRun> {
  expectObject("exportRun", "run", run, "a training run", "handover", "save");
  const { recipe, steps, baseModel, metadata, ...drawing } = exportOptions.complete(options);
  expectMetadata("exportRun", metadata);
  const { model } = run;
  const handover = run.handover();
  const { schedule, ...tokens } = requireExportable(recipe, model, handover);
  const checkpoint = await openSafetensors(bytesSource(await run.save(metadata)));
  const state = parseTrainingState(checkpoint.metadata.training);
  const left = Math.max(0, steps - state.step);
  const { tensors, positions } = await comingBatches(handover, tokens, { ...drawing, steps: left });
  const loss = await lossToCome(model, handover, tokens);
  const rates = Array.from({ length: left }, (_, i) => schedule(state.step + i));
  const parts = { ...{ model, handover, state, steps, rates, positions, lossToCome: loss } };
  const marked = { format: "pt", step: String(state.step) };
  const { average } = handover;
  const rest: [string, HostTensor][] = [];
  for (const [name, stored] of checkpoint.tensors)
    if (!/^(model|optimizer|average)\./.test(name)) rest.push([name, await stored.read()]);
  const adapted = adaptedLinears(model).length > 0;
  return {
    files: new Map([
      [fileNames.weights, writeSafetensors(await plainWeights(model), marked)],
      ...(adapted ? await adapterAlone(model, baseModel) : []),
      [pytorchFiles.moments, writeSafetensors(await moments(model, handover, state), marked)],
      ...(average
        ? [
            [
              pytorchFiles.average,
              writeSafetensors(await averaged(model, average), marked),
            ] as const,
          ]
        : []),
      [pytorchFiles.batches, writeSafetensors(tensors)],
      [pytorchFiles.rest, writeSafetensors(rest, checkpoint.metadata)],
      [pytorchFiles.run, new TextEncoder().encode(`${JSON.stringify(runRecord(parts))}\n`)],
    ]),
    ...{ step: state.step, lossToCome: loss, ownModule: hasOwnModule(model) },
  };
}

/** Every tensor of the model as files of its family have it, without what adapters add. */
async function plainWeights(model: Model): Promise<[string, HostTensor][]> {
  const ofAdapters = new Set<Tensor>();
  for (const [, , { modules }] of adaptedLinears(model))
    for (const part of modules.values())
      for (const tensor of part.parameters()) ofAdapters.add(tensor);
  const own = [...model.namedTensors()].filter(([, tensor]) => !ofAdapters.has(tensor));
  return [...(await laidOut(model, own)), ...standInsOf(model)];
}

async function adapterAlone(model: Model, baseModel: string | undefined) {
  const files = await adapterFiles(model, baseModel === undefined ? {} : { baseModel });
  return [...files].map(([name, bytes]) => [`${adapterFolder}/${name}`, bytes] as const);
}

/** "exp_avg.transformer.wte.weight" and so on, of the parameters that have done a step. */
async function moments(
  model: Model,
  { optimizer }: ReturnType<TrainingRun["handover"]>,
  { parameters }: TrainingState,
): Promise<[string, HostTensor][]> {
  const placed = inFiles(model);
  const named: [string, HostTensor][] = [];
  for (const [key, tensor] of await toHostTensors(optimizer.stateDict().tensors)) {
    const [, number, moment] = /^(\d+)\.(.+)$/.exec(key)!;
    const name = parameters![Number(number)]!;
    named.push([`${moment}.${name}`, placed(name, tensor)]);
  }
  return named;
}

const averaged = (
  model: Model,
  average: NonNullable<ReturnType<TrainingRun["handover"]>["average"]>,
) => laidOut(model, average.stateDict().tensors);

async function laidOut(
  model: Model,
  tensors: Iterable<readonly [string, Tensor]>,
): Promise<[string, HostTensor][]> {
  const placed = inFiles(model);
  return (await toHostTensors(tensors)).map(([name, tensor]) => [name, placed(name, tensor)]);
}
