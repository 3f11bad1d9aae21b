import pc from "picocolors";

export type Colours = ReturnType<typeof pc.createColors>;

type Environment = Readonly<Record<string, string | undefined>>;

/** Colours for a stream, where it has them. */
export const coloursOf = (stream: { readonly isTTY?: boolean }): Colours =>
  pc.createColors(hasColours(stream.isTTY === true, process.env));

/**
 * Whether to write colours. A NO_COLOR that is not empty says no; else FORCE_COLOR says, unless it is empty: no with 0 or
 * false, yes with anything else; else a terminal has them that is not a dumb one. That CI is set changes nothing.
 */
export function hasColours(terminal: boolean, environment: Environment): boolean {
  const { NO_COLOR: none = "", FORCE_COLOR: forced = "", TERM: kind } = environment;
  if (none !== "") return false;
  if (forced !== "") return !["0", "false"].includes(forced.trim().toLowerCase());
  return terminal && kind !== "dumb";
}
