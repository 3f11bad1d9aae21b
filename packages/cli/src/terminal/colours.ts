import pc from "picocolors";

export type Colours = ReturnType<typeof pc.createColors>;

/** Colours for a stream: none with NO_COLOR or away from a terminal, unless FORCE_COLOR is set. */
export function coloursOf(stream: { readonly isTTY?: boolean }): Colours {
  const forced = Boolean(process.env.FORCE_COLOR);
  return pc.createColors(pc.isColorSupported && (stream.isTTY === true || forced));
}
