import { expectText } from "../options/expect-argument.ts";
import { arithmetic } from "./arithmetic/arithmetic.ts";
import { autoencoder } from "./autoencoder/autoencoder.ts";
import { captions } from "./captions/captions.ts";
import { classification } from "./classification/classification.ts";
import type { Application } from "./define-application.ts";
import { diffusion } from "./diffusion/diffusion.ts";
import { entities } from "./entities/entities.ts";
import { forecasting } from "./forecasting/forecasting.ts";
import { grokking } from "./grokking/grokking.ts";
import { instructions } from "./instructions/instructions.ts";
import { maskedWords } from "./masked-words/masked-words.ts";
import { pictures } from "./pictures/pictures.ts";
import { preferences } from "./preferences/preferences.ts";
import { pronunciation } from "./pronunciation/pronunciation.ts";
import { questions } from "./questions/questions.ts";
import { spokenStrings } from "./spoken-strings/spoken-strings.ts";
import { spokenWords } from "./spoken-words/spoken-words.ts";
import { summarisation } from "./summarisation/summarisation.ts";
import { translation } from "./translation/translation.ts";

/** Every application by its name, in the order in which people read them. */
export const applications = {
  translation,
  pronunciation,
  summarisation,
  "masked-words": maskedWords,
  classification,
  instructions,
  preferences,
  entities,
  questions,
  arithmetic,
  grokking,
  pictures,
  captions,
  "spoken-words": spokenWords,
  "spoken-strings": spokenStrings,
  autoencoder,
  diffusion,
  forecasting,
} as const satisfies Readonly<Record<string, Application>>;

/** The application of a name; undefined where there is none. */
export function applicationNamed(name: string): Application | undefined {
  expectText("applicationNamed", "name", name);
  return Object.hasOwn(applications, name)
    ? applications[name as keyof typeof applications]
    : undefined;
}
