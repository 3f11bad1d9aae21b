import { chapter } from "../../chapter.ts";
import { generationState } from "./state.ts";
import { words as de } from "./words.de.ts";
import { words as en } from "./words.en.ts";

export const generation = chapter(
  "generation",
  "chapters",
  { en, de },
  generationState,
  () => import("./Chapter.svelte"),
);
