import { controls } from "../controls/words.en.ts";
import { frame } from "../frame/words.en.ts";
import { models } from "../models/words.en.ts";
import { pictures } from "../pictures/words.en.ts";
import { views } from "../views/words.en.ts";

/** English, the language that the others translate: each folder's own words. */
export const en = { frame, controls, models, pictures, views };
