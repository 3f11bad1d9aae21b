import { expectObject } from "../../options/expect-argument.ts";
import type { PretrainedTokenizer } from "../../tokenizers/pretrained-tokenizer.ts";
import { bytesOfCharacters } from "../../tokenizers/text/bytes-as-characters.ts";
import type { Tokenizer } from "../../tokenizers/tokenizer.ts";
import { specialTokenRoles } from "../../tokenizers/tokenizer-config.ts";
import { ConstraintError } from "../constraint-error.ts";
import { decoderKindOf } from "./decoder-kind.ts";

/** What each token adds to a text, by id: a character of a string for each byte; "" of what is no text. */
export interface TokenBytes {
  /** Behind other tokens. */
  readonly inside: readonly string[];
  /** As the first of a text. */
  readonly first: readonly string[];
}

const known = new WeakMap<Tokenizer, TokenBytes>();

/**
 * The bytes of all tokens. Special ones have none.
 *
 * @throws ConstraintError for a tokenizer whose text is not made of its tokens one by one
 */
export function tokenBytesOf(tokenizer: Tokenizer): TokenBytes {
  expectObject(
    "tokenBytesOf",
    "tokenizer",
    tokenizer,
    "a tokenizer",
    ...["decode", "vocabSize", "toJSON"],
  );
  const found = known.get(tokenizer) ?? readBytes(tokenizer);
  known.set(tokenizer, found);
  return found;
}

/** The text of ids as its bytes are taken: nothing is cleaned up in it. */
export const plainText = (tokenizer: Tokenizer, ids: readonly number[]): string =>
  isPretrained(tokenizer)
    ? tokenizer.decode(ids, { cleanUpTokenizationSpaces: false })
    : tokenizer.decode(ids);

const isPretrained = (tokenizer: Tokenizer): tokenizer is PretrainedTokenizer =>
  "idToToken" in tokenizer && "addedTokens" in tokenizer;

function readBytes(tokenizer: Tokenizer): TokenBytes {
  const { byteLevel, byteFallback } = decoderKindOf(tokenizer);
  const written = writtenTokens(tokenizer);
  const special = specialIds(tokenizer);
  if (byteLevel) {
    const inside = written.map((token, id) =>
      token === undefined || special.has(id) ? "" : ofByteCharacters(token),
    );
    return { inside, first: inside };
  }
  const textOf = (...ids: number[]) => plainText(tokenizer, ids);
  const anchor = written.findIndex(
    (token, id) => token !== undefined && !special.has(id) && /^[\x21-\x7e]+$/.test(textOf(id)),
  );
  if (anchor < 0)
    throw new ConstraintError("structured output: the tokenizer has no token that is a text");
  const before = textOf(anchor).length;
  const [inside, first]: [string[], string[]] = [[], []];
  for (const [id, token] of written.entries()) {
    const isText = token !== undefined && !special.has(id);
    const byte = isText && byteFallback ? /^<0x([0-9a-fA-F]{2})>$/.exec(token) : null;
    if (byte) {
      const one = String.fromCharCode(Number.parseInt(byte[1]!, 16));
      inside.push(one);
      first.push(one);
    } else {
      inside.push(isText ? utf8(textOf(anchor, id).slice(before)) : "");
      first.push(isText ? utf8(textOf(id)) : "");
    }
  }
  return { inside, first };
}

/** Ids beyond which none are looked for: those of a tokenizer may have gaps. */
const mostIds = 2 ** 22;

/** The tokens by id as the vocabulary has them, undefined where an id has none. */
function writtenTokens(tokenizer: Tokenizer): (string | undefined)[] {
  const { vocabSize } = tokenizer;
  if (!isPretrained(tokenizer))
    return Array.from({ length: vocabSize }, (_, id) => tokenizer.decode([id]));
  const written: (string | undefined)[] = [];
  for (let found = 0; found < vocabSize && written.length < mostIds; ) {
    const token = tokenizer.idToToken(written.length);
    if (token !== undefined) found++;
    written.push(token);
  }
  return written;
}

function specialIds(tokenizer: Tokenizer): ReadonlySet<number> {
  if (!isPretrained(tokenizer)) return new Set();
  const added = tokenizer.addedTokens.filter(({ special }) => special).map(({ id }) => id);
  const roles = specialTokenRoles.map((role) => tokenizer.specialTokenId(role));
  return new Set([...added, ...roles.filter((id) => id !== undefined)]);
}

/** A token that has a character which stands for no byte is text already. */
function ofByteCharacters(token: string): string {
  const bytes = bytesOfCharacters(token);
  return bytes ? String.fromCharCode(...bytes) : utf8(token);
}

const encoder = new TextEncoder();

/** The bytes of a text, each as a character. */
export function utf8(text: string): string {
  if (/^[\0-\x7f]*$/.test(text)) return text;
  let bytes = "";
  for (const byte of encoder.encode(text)) bytes += String.fromCharCode(byte);
  return bytes;
}
