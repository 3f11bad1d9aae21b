export { type ExportedRun, type ExportOptions, exportRun } from "./export-run.ts";
export { historyFile } from "./file-names.ts";
export { type ImportedRun, importRun } from "./import-run.ts";
export { PytorchError } from "./pytorch-error.ts";
