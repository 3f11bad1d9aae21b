import type { en } from "./en.ts";
import { first } from "./first.en.ts";

/** Every text of the explorer. A translation is one file that has this type. */
export type Words = typeof en;

/** The languages there are: a translation is a file and a row. */
export const languages = {
  en: { name: "English", load: async () => (await import("./en.ts")).en },
  de: { name: "Deutsch", load: async () => (await import("./de.ts")).de },
} as const satisfies Record<string, { name: string; load(): Promise<Words> }>;

export type LanguageCode = keyof typeof languages;

export const isLanguage = (code: string): code is LanguageCode => Object.hasOwn(languages, code);

let code = $state<LanguageCode>("en");
/** A view that is shown has its words: see `wordsOf`. */
let current = $state.raw(first as Words);

/** The texts of the language that is spoken now; components that read them follow a change. */
export const words = (): Words => current;

export const spoken = (): LanguageCode => code;

export async function speak(next: LanguageCode): Promise<void> {
  current = await languages[next].load();
  code = next;
}

/** Have the words of a view, before anything of it is shown. */
export async function wordsOf(view: keyof Words["views"]): Promise<void> {
  if (current !== first || view === "follow") return;
  const all = await languages[code].load();
  if (current === first) current = all;
}
