import { chapter } from "../../chapter.ts";
import { familiesState } from "./state.ts";
import { words as de } from "./words.de.ts";
import { words as en } from "./words.en.ts";

export const families = chapter(
  "families",
  "chapters",
  { en, de },
  familiesState,
  () => import("./Chapter.svelte"),
);
