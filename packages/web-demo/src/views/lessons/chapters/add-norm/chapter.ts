import { chapter } from "../../chapter.ts";
import { addNormState } from "./state.ts";
import { words as de } from "./words.de.ts";
import { words as en } from "./words.en.ts";

export const addNorm = chapter(
  "add-norm",
  "chapters",
  { en, de },
  addNormState,
  () => import("./Chapter.svelte"),
);
