import { chapter } from "../../chapter.ts";
import { headsAndLayersState } from "./state.ts";
import { words as de } from "./words.de.ts";
import { words as en } from "./words.en.ts";

export const headsAndLayers = chapter(
  "heads-and-layers",
  "questions",
  { en, de },
  headsAndLayersState,
  () => import("./Chapter.svelte"),
);
