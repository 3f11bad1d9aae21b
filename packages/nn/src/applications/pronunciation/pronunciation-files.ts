import { RecipeError } from "../../recipes/settings-error.ts";
import type { PartsReading } from "../data-parts.ts";
import type { TextPair } from "../text-pairs/text-pair.ts";
import { pairRows } from "../text-pairs/text-pair-files.ts";

export interface PronunciationForm {
  readonly columns: readonly string[];
  /** Whether the digits behind phonemes, which say how a syllable is stressed, stay. */
  readonly stress: boolean;
}

const rows = /\.(tsv|csv|jsonl|ndjson)(\.gz)?$/i;

/** A dictionary as the CMU's ("HELLO  HH AH0 L OW1", "HELLO(1)  HH EH0 L OW1", ";;;" before remarks), or rows of words and phonemes. */
export function pronunciations({ columns, stress }: PronunciationForm): PartsReading<TextPair> {
  const inRows = pairRows(columns);
  const tidy = ({ source, target }: TextPair): TextPair => ({
    source: source.toLowerCase(),
    target: target
      .trim()
      .split(/\s+/)
      .map((phoneme) => (stress ? phoneme : phoneme.replace(/(?<=\D)\d$/, "")))
      .join(" "),
  });
  return {
    pattern: /\.(tsv|csv|jsonl|ndjson|dict|txt)(\.gz)?$|cmudict/i,
    expected:
      "one dictionary, or a folder with train, dev and test files: words and their phonemes, which spaces separate",
    parse: (text, name) =>
      (rows.test(name) ? inRows.parse(text, name) : parseDictionary(text, name)).map(tidy),
    keyOf: ({ source }) => source,
    key: "word",
  };
}

function parseDictionary(text: string, name: string): readonly TextPair[] {
  return text.split("\n").flatMap((whole, i) => {
    const line = whole
      .replace(/^\uFEFF/, "")
      .split(" #")[0]!
      .trim();
    if (line === "" || line.startsWith(";;;")) return [];
    const [, word, phonemes] = /^(\S+?)(?:\(\d+\))?\s+(\S.*)$/.exec(line) ?? [];
    if (word !== undefined && phonemes !== undefined) return [{ source: word, target: phonemes }];
    throw new RecipeError(
      `${name}: line ${i + 1} is ${JSON.stringify(line.slice(0, 60))}, expected a word and its phonemes, such as HELLO  HH AH0 L OW1`,
    );
  });
}
