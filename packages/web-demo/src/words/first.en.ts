import { controls } from "../controls/words.en.ts";
import { frame } from "../frame/words.en.ts";
import { models } from "../models/words.en.ts";
import { pictures } from "../pictures/words.en.ts";
import { follow } from "../views/follow/words.en.ts";
import { names } from "./view-names.en.ts";

/** What the frame and the first view say; the words of the other views come with them. */
export const first = { frame, controls, models, pictures, views: { ...names, follow } };
