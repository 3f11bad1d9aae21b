import { OptionError } from "../../options/option-error.ts";

/** More labels than any model that is known has. */
const MOST_LABELS = 2 ** 20;

/**
 * What a model's classes are called, out of `id2label` or `num_labels` of a config.json: two, LABEL_0 and LABEL_1, where
 * it has neither. A number that `id2label` does not fit counts, as in Hugging Face's library.
 *
 * @throws OptionError for labels that are no such list
 */
export function labelsOf(config: object): readonly string[] {
  const { id2label, num_labels: number } = config as Record<string, unknown>;
  const given = id2label === undefined || id2label === null ? undefined : named(id2label);
  if (number === undefined || number === null) return given ?? numbered(2);
  if (!Number.isSafeInteger(number) || Number(number) < 1 || Number(number) > MOST_LABELS)
    throw new OptionError(
      `config.json: num_labels is ${JSON.stringify(number)}, expected an integer from 1 to ${MOST_LABELS}`,
    );
  return given?.length === number ? given : numbered(Number(number));
}

const numbered = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, i) => `LABEL_${i}`);

function named(id2label: unknown): readonly string[] {
  const names = Object(id2label) as Record<string, unknown>;
  const count = Object.keys(names).length;
  const labels = Array.from({ length: count }, (_, i) => names[i]);
  if (typeof id2label === "object" && count > 0 && count <= MOST_LABELS)
    if (labels.every((label) => typeof label === "string")) return labels as string[];
  throw new OptionError(
    `config.json: id2label is ${JSON.stringify(id2label)?.slice(0, 100)}, expected an object of names by "0", "1" and so on`,
  );
}
