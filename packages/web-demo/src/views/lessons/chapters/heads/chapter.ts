import { chapter } from "../../chapter.ts";
import { headsState } from "./state.ts";
import { words as de } from "./words.de.ts";
import { words as en } from "./words.en.ts";

export const heads = chapter(
  "heads",
  "chapters",
  { en, de },
  headsState,
  () => import("./Chapter.svelte"),
);
