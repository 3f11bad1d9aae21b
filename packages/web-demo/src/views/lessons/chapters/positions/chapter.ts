import { chapter } from "../../chapter.ts";
import { positionsState } from "./state.ts";
import { words as de } from "./words.de.ts";
import { words as en } from "./words.en.ts";

export const positions = chapter(
  "positions",
  "chapters",
  { en, de },
  positionsState,
  () => import("./Chapter.svelte"),
);
