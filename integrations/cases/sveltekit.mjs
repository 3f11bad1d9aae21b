/** SvelteKit: trains while the page is rendered beforehand, and again in the browser. */
export default {
  title: "SvelteKit",
  tools: {
    ...{ "@sveltejs/kit": "2.70.4", "@sveltejs/adapter-static": "3.0.9" },
    ...{ "@sveltejs/vite-plugin-svelte": "7.3.1", svelte: "5.57.3", vite: "8.3.8" },
  },
  async run(project, { on }) {
    await project.writeProgram("esm", "src/lib");
    project.write({
      "vite.config.js":
        'import { sveltekit } from "@sveltejs/kit/vite";\nexport default { plugins: [sveltekit()] };\n',
      "svelte.config.js":
        'import adapter from "@sveltejs/adapter-static";\nexport default { kit: { adapter: adapter() } };\n',
      "src/app.html":
        '<!doctype html><head><link rel="icon" href="data:," />%sveltekit.head%</head><body>%sveltekit.body%</body>\n',
      "src/routes/+page.server.js": `import { train } from "$lib/train.js";

export const prerender = true;
export const load = () => train();
`,
      "src/routes/+page.svelte": `<script>
  import { onMount } from "svelte";
  import { answer } from "$lib/page.js";

  const { data } = $props();
  onMount(() => answer().then((outcome) => console.log("outcome " + JSON.stringify(outcome))));
</script>

<p>before the page was there: {data.written}</p>
`,
    });
    await project.tool("vite", "build", "--logLevel", "warn");
    if (!/before the page was there: the .{8}</.test(project.read("build/index.html")))
      throw new Error("the prerendered page does not say what was written");
    return project.browse("build", { on });
  },
};
