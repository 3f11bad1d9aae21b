import type { Encoding } from "@qkv/nn/tokenizers";
import { displayWidth } from "../terminal/display-width.ts";
import type { Printer } from "../terminal/printer.ts";

/** The most tokens that are listed one by one. */
const mostRows = 200;

/** What ends a line or cannot be seen, as JSON writes it. */
const visible = (token: string): string =>
  token.replace(/[\p{C}\u2028\u2029]/gu, (one) =>
    JSON.stringify(one)
      .slice(1, -1)
      .replace(/^[\s\S]$/u, codeOf(one)),
  );

const codeOf = (character: string): string => `\\u{${character.codePointAt(0)!.toString(16)}}`;

/** Tokens one behind the other, in colours that tell neighbours apart, or with bars between them; then each with its id and place. */
export function describeTokens({ tokens, ids, offsets }: Encoding, printer: Printer): string {
  const rows = tokens.slice(0, mostRows).map((token, i) => {
    const [start, end] = offsets[i]!;
    return [String(i), visible(token), String(ids[i]), start === end ? "" : `${start}-${end}`];
  });
  const more = tokens.length - rows.length;
  return [
    inColours(tokens.map(visible), printer),
    printer.table([["", "token", "id", "characters"], ...rows], { right: [0, 2] }),
    ...(more > 0 ? [printer.wrap(`and ${more} more; --json has them all`)] : []),
  ].join("\n\n");
}

/** Broken into lines between tokens; one that is wider than the terminal is cut. */
function inColours(tokens: readonly string[], { colours, width }: Printer): string {
  const paints = [colours.bgBlue, colours.bgGreen, colours.bgMagenta, colours.bgCyan];
  const plain = !colours.isColorSupported;
  const lines: string[] = [];
  let [line, used] = ["", 0];
  for (const [i, token] of tokens.entries()) {
    for (const part of cut(token, width)) {
      const bar = plain && used > 0 ? "|" : "";
      const needed = displayWidth(part) + bar.length;
      if (used > 0 && used + needed > width) {
        lines.push(line);
        [line, used] = ["", 0];
      }
      line += (used > 0 ? bar : "") + paints[i % paints.length]!(part);
      used += needed;
    }
  }
  return [...lines, line].join("\n");
}

function cut(text: string, width: number): readonly string[] {
  if (displayWidth(text) <= width) return [text];
  const parts: string[] = [];
  let part = "";
  for (const character of text) {
    if (displayWidth(part + character) > width) {
      parts.push(part);
      part = "";
    }
    part += character;
  }
  return [...parts, part];
}
