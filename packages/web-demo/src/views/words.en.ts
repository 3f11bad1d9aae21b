import { attention } from "./attention/words.en.ts";
import { checkpoint } from "./checkpoint/words.en.ts";
import { compare } from "./compare/words.en.ts";
import { follow } from "./follow/words.en.ts";
import { lessons } from "./lessons/words.en.ts";
import { rate } from "./rate/words.en.ts";
import { train } from "./train/words.en.ts";

/** The words of each view, under the name that it has in its row. */
export const views = { follow, attention, train, compare, checkpoint, lessons, rate };
