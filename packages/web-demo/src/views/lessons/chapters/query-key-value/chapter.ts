import { chapter } from "../../chapter.ts";
import { queryKeyValueState } from "./state.ts";
import { words as de } from "./words.de.ts";
import { words as en } from "./words.en.ts";

export const queryKeyValue = chapter(
  "query-key-value",
  "chapters",
  { en, de },
  queryKeyValueState,
  () => import("./Chapter.svelte"),
);
