import { join } from "node:path";
import { root } from "./repository.mjs";

/** The command that builds every package whose sources changed, as [program, args, options]. */
export function turboBuild(environment) {
  const turbo = join(root, "node_modules", "turbo", "bin", "turbo");
  const env = { ...environment, TURBO_TELEMETRY_DISABLED: "1", DO_NOT_TRACK: "1" };
  return [process.execPath, [turbo, "run", "build"], { env }];
}
