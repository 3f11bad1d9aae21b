import { existsSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { UsageError } from "../failures/command-error.ts";

/** Throw before hours of work when the report could not be written after it. */
export function requireReportFolder(path: string): void {
  if (isFolder(path))
    throw new UsageError(`--report is ${path}, which is a folder; expected a file, FILE.html`);
  if (isFolder(dirname(path))) return;
  throw new UsageError(`--report is ${path}, but there is no folder ${dirname(path)}`);
}

const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();
