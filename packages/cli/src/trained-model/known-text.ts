import {
  type AdmittedText,
  type RecipeModel,
  type UnknownTreatment,
  unknownTreatments,
} from "@qkv/nn/recipes";
import { choice, type Option } from "../command-line/option.ts";
import { CommandError } from "../failures/command-error.ts";
import { formatCount } from "../terminal/format-number.ts";
import type { Printer } from "../terminal/printer.ts";

/** The option that says what becomes of symbols which a model does not have. */
export const unknownOption: Option<UnknownTreatment> = choice(
  "What becomes of characters or symbols that the model does not know: they are left out (skip), or a sign stands " +
    "for each (replace); unless given they are an error, and replaced in the data of a seq2seq model",
  unknownTreatments,
);

export interface UserText {
  /** Of the model: what it knows differs. */
  readonly kind: "prompt" | "data";
  readonly text: string;
  /** What messages call it. */
  readonly name: string;
}

/**
 * A user's text with nothing in it that the model does not know. How much that changes is said.
 *
 * @throws CommandError for unknown symbols of which nobody said what becomes of them, and where nothing is left
 */
export function knownText(
  model: RecipeModel,
  { kind, text, name }: UserText,
  given: UnknownTreatment | undefined,
  printer: Printer,
): string {
  const treatment = given ?? (kind === "data" ? model.usualTreatment : undefined);
  const admit = (how: UnknownTreatment): AdmittedText =>
    kind === "prompt" ? model.admitPrompt(text, how) : model.admitData(text, how);
  const admitted = admit(treatment ?? "replace");
  if (admitted.unknown === 0) return text;
  const { unknown, all, standIn } = admitted;
  const [known, first] = [knownSymbols(admitted), firstUnknown(admitted)];
  const counts = `${formatCount(unknown)} of ${kind === "prompt" ? "its" : "the"} ${formatCount(all)} ${admitted.kind}`;
  if (treatment === undefined)
    throw new CommandError(
      `${name} has ${first}, which is not among ${known}; ${counts} ${unknown === 1 ? "is" : "are"} unknown: ` +
        `--unknown skip leaves them out, --unknown replace puts ${standIn} for each`,
    );
  const missed =
    kind === "data" && model.usualTreatment ? ", and a target that has one is never matched" : "";
  printer.say(
    `note: ${counts} are not among ${known}, the first ${first}; ` +
      (treatment === "skip" ? "they are left out" : `each counts as ${standIn}${missed}`),
  );
  if (treatment === "skip" && admitted.unknown === admitted.all)
    throw new CommandError(
      `${name} has nothing that the model knows; --unknown replace keeps its length`,
    );
  return admitted.text;
}

const knownSymbols = ({ symbols, kind, form }: AdmittedText): string =>
  `the model's ${formatCount(symbols)} ${kind}${form}`;

/** '"é" (U+00E9) at position 4' */
function firstUnknown({ first = "", position }: AdmittedText): string {
  const [character = ""] = first;
  const number = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  const code = first === character && position !== undefined ? ` (U+${number})` : "";
  const place = position === undefined ? "" : ` at position ${position}`;
  return `${JSON.stringify(first.slice(0, 40))}${code}${place}`;
}
