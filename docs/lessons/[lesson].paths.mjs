import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { liveViews } from "./live-views.mjs";

const folder = new URL("../../packages/nn/examples/", import.meta.url);

/** The lessons as their README lists them, each with its program, what that prints, and a view of the explorer. */
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
    "## See it, and try it",
    "A chapter of the explorer on the same matter, computed here in your browser.",
    liveView(liveViews[lesson]),
    "## The program",
    `\`node packages/nn/examples/${lesson}.mjs\` runs it, in a clone that has been built.`,
    `\`\`\`\`js\n${read("mjs")}\n\`\`\`\``,
  ].join("\n\n");
}

/** The explorer's own element, which is loaded when somebody asks for it: it starts a worker and computes. */
const liveView = (chapter) => `<script setup>
import { useData, withBase } from "vitepress";
import { ref } from "vue";

const { isDark } = useData();
const live = ref(false);
async function show() {
  await import(/* @vite-ignore */ withBase("/explorer/embed.js"));
  live.value = true;
}
</script>

<div>
<button v-if="!live" class="live" type="button" @click="show">Show it live</button>
<qkv-explorer v-else :key="isDark" view="lessons" lesson="${chapter}" :theme="isDark ? 'dark' : 'light'" />
</div>`;
