import type { Pipeline } from "../pipeline.ts";
import type { SubwordModel } from "../subword-models/subword-model.ts";
import { NormalizedText } from "../text/normalized-text.ts";
import { charactersOfBytes, unitsOfBytes } from "../text/utf8.ts";
import { Encoding, type Offsets } from "./encoding.ts";
import type { Side } from "./truncate.ts";

/** A text, or one that is in words already. */
export type TextInput = string | readonly string[];

/** How much of a text is tokenized where the rest would be cut off anyway. */
export interface TokenLimit {
  readonly tokens: number;
  /** The end from which is cut. */
  readonly direction: Side;
}

/** The tokens of a text and where they stand in it; of words, where they stand in their word. Nothing is added. */
export function encodeText(
  pipeline: Pipeline,
  input: TextInput,
  typeId: number,
  limit?: TokenLimit,
): Encoding {
  const ids: number[] = [];
  const tokens: string[] = [];
  const offsets: Offsets[] = [];
  const wordIds: number[] = [];
  const add = (text: string, wordOf: (part: number) => number): void => {
    for (const [i, part] of tokenized(pipeline, text, limit).entries()) {
      for (const { id, token, start, end } of part) {
        ids.push(id);
        tokens.push(token);
        offsets.push([start, end]);
        wordIds.push(wordOf(i));
      }
    }
  };
  if (typeof input === "string") add(input, (part) => part);
  else for (const [word, text] of input.entries()) add(text, () => word);
  return new Encoding({
    ...{ ids, tokens, offsets, wordIds },
    typeIds: ids.map(() => typeId),
    specialTokensMask: ids.map(() => 0),
    attentionMask: ids.map(() => 1),
  });
}

interface PlacedToken {
  readonly id: number;
  readonly token: string;
  readonly start: number;
  readonly end: number;
}

interface TextPart {
  readonly part: NormalizedText;
  /** What it is, where it is an added token. */
  readonly added?: readonly PlacedToken[];
}

/** The tokens of a text by its parts; as far as the part with which they reach the limit, as the reference has it. */
function tokenized(
  pipeline: Pipeline,
  text: string,
  limit: TokenLimit | undefined,
): readonly (readonly PlacedToken[])[] {
  const parts = partsOf(pipeline, text);
  if (!limit) return parts.map(({ part, added }) => added ?? tokensOf(pipeline.model, part, text));
  const fromEnd = limit.direction === "left";
  const done: (readonly PlacedToken[])[] = [];
  let count = 0;
  for (const { part, added } of fromEnd ? parts.toReversed() : parts) {
    const tokens = added ?? tokensOf(pipeline.model, part, text);
    done.push(tokens);
    count += tokens.length;
    if (!added && count >= limit.tokens) break;
  }
  return fromEnd ? done.reverse() : done;
}

function partsOf({ added, preTokenizer }: Pipeline, text: string): readonly TextPart[] {
  return added.split(NormalizedText.of(text)).flatMap(({ part, token }): readonly TextPart[] => {
    if (token) {
      const place = part.originOf({ start: 0, end: part.length });
      return [{ part, added: [{ id: token.id, token: part.text, ...place }] }];
    }
    if (!preTokenizer) return [{ part }];
    return preTokenizer(part).map((word) => ({ part: word }));
  });
}

/** A model counts bytes of the word. What is beyond them, of symbols that are no text, is counted from the text's beginning. */
function tokensOf(model: SubwordModel, word: NormalizedText, text: string): readonly PlacedToken[] {
  const units = unitsOfBytes(word.text);
  const bytes = units?.length ?? word.text.length;
  return model.tokenize(word.text).map(({ id, token, start, end }) => {
    if (start === end || end > bytes) return { id, token, ...charactersOfBytes(text, start, end) };
    const first = units ? units[start]! : start;
    const last = units ? units[end - 1]! : end - 1;
    return { id, token, ...word.originOf({ start: first, end: last + 1 }) };
  });
}
