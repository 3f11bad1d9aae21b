import { en } from "./en.ts";

/** Every text of the explorer. A translation is one file that has this type. */
export type Words = typeof en;

/** The languages there are: a translation is a file and a row. */
export const languages = {
  en: { name: "English", load: async () => en },
  de: { name: "Deutsch", load: async () => (await import("./de.ts")).de },
} as const satisfies Record<string, { name: string; load(): Promise<Words> }>;

export type LanguageCode = keyof typeof languages;

export const isLanguage = (code: string): code is LanguageCode => Object.hasOwn(languages, code);

let code = $state<LanguageCode>("en");
let current = $state.raw<Words>(en);

/** The texts of the language that is spoken now; components that read them follow a change. */
export const words = (): Words => current;

export const spoken = (): LanguageCode => code;

export async function speak(next: LanguageCode): Promise<void> {
  current = await languages[next].load();
  code = next;
}
