import { chapter } from "../../chapter.ts";
import { trainingState } from "./state.ts";
import { words as de } from "./words.de.ts";
import { words as en } from "./words.en.ts";

export const training = chapter(
  "training",
  "chapters",
  { en, de },
  trainingState,
  () => import("./Chapter.svelte"),
);
