import type { ComponentReader } from "../read-component.ts";
import { type Change, transform } from "../text/transform.ts";
import { CharacterMap } from "./character-map.ts";
import type { Normalizer } from "./normalizer.ts";

const encoder = new TextEncoder();

/** sentencepiece's own normalisation, by a table out of the file. */
export const precompiled: ComponentReader<Normalizer> = (fields) => {
  const text = fields.text("precompiled_charsmap", "");
  if (text === "") return (source) => source;
  return characterMapNormalizer(
    CharacterMap.fromBase64(text, `${fields.path}.precompiled_charsmap`),
  );
};

/** Graphemes of less than six bytes are looked up whole, others by character. */
const characterMapNormalizer =
  (map: CharacterMap): Normalizer =>
  (source) => {
    const changes: Change[] = [];
    let modified = false;
    for (const grapheme of graphemes(source.text)) {
      const short = grapheme.length < 6 && encoder.encode(grapheme).length < 6;
      const whole = short ? map.lookUp(grapheme) : undefined;
      if (whole !== undefined) {
        modified = true;
        exchange(changes, grapheme, whole);
        continue;
      }
      for (const character of grapheme) {
        const other = map.lookUp(character);
        if (other === undefined) changes.push({ character, change: 0 });
        else {
          modified = true;
          exchange(changes, character, other);
        }
      }
    }
    return modified ? transform(source, changes) : source;
  };

/** What comes in comes last; what goes away goes with the last character, be it of the text before. */
function exchange(changes: Change[], before: string, after: string): void {
  const [old, fresh] = [[...before], [...after]];
  for (const [i, character] of fresh.entries())
    changes.push({ character, change: i >= old.length ? 1 : 0 });
  const last = changes.at(-1);
  if (fresh.length < old.length && last)
    changes[changes.length - 1] = {
      character: last.character,
      change: last.change + fresh.length - old.length,
    };
}

/** Only what joins characters makes graphemes of more than one. */
function graphemes(text: string): Iterable<string> {
  if (/^[ -~\n]*$/.test(text)) return text;
  const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
  return Array.from(segmenter.segment(text), ({ segment }) => segment);
}
