import { describeValue } from "../../options/describe-value.ts";
import { nearestHint } from "../../options/nearest-name.ts";
import { OptionError } from "../../options/option-error.ts";

/** Where Whisper calls a language otherwise than the platform does. */
const ownNames: Readonly<Record<string, string>> = {
  ...{ bn: "bengali", ht: "haitian creole", jw: "javanese", ky: "kyrgyz", mi: "maori" },
  ...{ my: "myanmar", nn: "nynorsk", ps: "pashto", tl: "tagalog", yue: "cantonese" },
};

/** Second names. */
const aliases: Readonly<Record<string, string>> = {
  ...{ burmese: "my", valencian: "ca", flemish: "nl", haitian: "ht", letzeburgesch: "lb" },
  ...{ pushto: "ps", panjabi: "pa", moldavian: "ro", moldovan: "ro", sinhalese: "si" },
  ...{ castilian: "es", mandarin: "zh" },
};

/** "de" -> "german" */
export function languageName(code: string): string {
  const own = ownNames[code];
  if (own !== undefined) return own;
  const names = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });
  return (names.of(code) ?? code).toLowerCase();
}

/** The code in a token: "<|de|>" -> "de". */
export const codeOf = (token: string): string => token.slice(2, -2);

/**
 * The id of a language's token.
 *
 * @param language its code, its English name or its token
 * @param ids by token, of generation_config.json
 */
export function languageTokenId(
  task: string,
  language: string,
  ids: Readonly<Record<string, number>>,
): number {
  const asked = language.toLowerCase();
  const alias = Object.hasOwn(aliases, asked) ? aliases[asked] : undefined;
  for (const [token, id] of Object.entries(ids)) {
    const code = codeOf(token);
    if ([token, code, languageName(code)].includes(asked) || code === alias) return id;
  }
  const known = Object.keys(ids).map((token) => languageName(codeOf(token)));
  throw new OptionError(
    `${task}: language is ${describeValue(language)}, expected one of ${known.slice(0, 12).join(", ")}${known.length > 12 ? ", …" : ""}${nearestHint(asked, known)}`,
  );
}
