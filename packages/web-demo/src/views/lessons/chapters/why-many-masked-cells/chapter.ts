import { chapter } from "../../chapter.ts";
import { whyManyMaskedCellsState } from "./state.ts";
import { words as de } from "./words.de.ts";
import { words as en } from "./words.en.ts";

export const whyManyMaskedCells = chapter(
  "why-many-masked-cells",
  "questions",
  { en, de },
  whyManyMaskedCellsState,
  () => import("./Chapter.svelte"),
);
