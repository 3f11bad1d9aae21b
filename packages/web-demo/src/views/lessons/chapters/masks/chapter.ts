import { chapter } from "../../chapter.ts";
import { masksState } from "./state.ts";
import { words as de } from "./words.de.ts";
import { words as en } from "./words.en.ts";

export const masks = chapter(
  "masks",
  "chapters",
  { en, de },
  masksState,
  () => import("./Chapter.svelte"),
);
