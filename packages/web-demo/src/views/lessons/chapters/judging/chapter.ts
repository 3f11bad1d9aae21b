import { chapter } from "../../chapter.ts";
import { judgingState } from "./state.ts";
import { words as de } from "./words.de.ts";
import { words as en } from "./words.en.ts";

export const judging = chapter(
  "judging",
  "chapters",
  { en, de },
  judgingState,
  () => import("./Chapter.svelte"),
);
