import { sizeOf } from "../model-folder/shape-model.ts";
import { descriptionFiles } from "../model-folder/write-model-folder.ts";
import type { PreparedParts, PreparedTraining } from "./recipe.ts";

/** A prepared run with what follows from its description. */
export const readyTraining = (parts: PreparedParts): PreparedTraining => ({
  ...parts,
  config: parts.description.config,
  footprint: parts.footprint ?? sizeOf(parts.description),
  files: () => descriptionFiles(parts),
  data: { ...parts.data, heldOut: "the held-out tenth" },
  trial() {
    const fresh = parts.newModel();
    const { model } = fresh;
    const inputs = fresh.stepInputs(parts.settings.batch);
    return { model, inputs, dispose: () => model.dispose() };
  },
});
