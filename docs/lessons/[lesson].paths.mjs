import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("../../packages/nn/examples/", import.meta.url);

/** The lessons as their README lists them, each with its program and what that prints. */
export default {
  watch: [fileURLToPath(new URL("*", folder))],
  paths() {
    const list = readFileSync(new URL("README.md", folder), "utf8");
    return [...list.matchAll(/^\d+\. \[([\w-]+)\]\([\w-]+\.mjs\): (.*)$/gm)].map(
      ([, lesson, about]) => ({ params: { lesson }, content: pageOf(lesson, about) }),
    );
  },
};

function pageOf(lesson, about) {
  const read = (ending) => readFileSync(new URL(`${lesson}.${ending}`, folder), "utf8").trimEnd();
  const title = lesson[0].toUpperCase() + lesson.slice(1).replaceAll("-", " ");
  return [
    `# ${title}`,
    about[0].toUpperCase() + about.slice(1),
    "## What it prints",
    `\`\`\`\`text\n${read("txt")}\n\`\`\`\``,
    "## The program",
    `\`node packages/nn/examples/${lesson}.mjs\` runs it, in a clone that has been built.`,
    `\`\`\`\`js\n${read("mjs")}\n\`\`\`\``,
  ].join("\n\n");
}
