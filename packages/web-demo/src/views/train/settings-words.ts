import { spoken } from "../../words/language.svelte.ts";
import { words as de } from "./settings-words.de.ts";
import { words as en } from "./settings-words.en.ts";

/** Of the knobs, in the language that is spoken now. */
export const settingsWords = (): typeof en => ({ en, de })[spoken()];
