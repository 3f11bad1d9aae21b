import { existsSync } from "node:fs";
import { join } from "node:path";
import { nn } from "../library.mjs";

/** A model that a case names: of models/ beside generation/, or the stories260K of data/ beside that directory. */
export function openModel(directory, name, device) {
  const folder = [join(directory, "models", name), join(directory, "..", "data", name)].find(
    (one) => existsSync(join(one, "config.json")),
  );
  if (!folder) throw new Error(`there is no folder of a model ${name} beside the cases`);
  return nn.fromPretrained(folder, { device });
}
