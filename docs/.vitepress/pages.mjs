import { readFileSync } from "node:fs";

// Which files of the repository are pages, under which addresses, and in which order they are named beside one another.

/** The guides, in the order in which they are read: [file below docs/guides, title]. */
const guides = {
  "First steps": [
    ["start", "Start in two minutes"],
    ["tensors", "Tensors and memory"],
    ["training", "Training"],
    ["your-own-model", "Your own model"],
  ],
  "Models of others": [
    ["pretrained", "Pretrained models"],
    ["generation", "Generation"],
    ["tasks", "Tasks in one call"],
    ["quantisation", "Quantisation"],
    ["serving", "Serving"],
    ["batch", "Batches"],
    ["sweeps", "Sweeps, and jobs of clusters"],
  ],
  "Under the hood": [
    ["webgpu", "WebGPU"],
    ["threads", "Threads and isolation"],
    ["seeing-inside", "Seeing inside"],
    ["engines", "Where it runs"],
    ["integrations", "Bundlers, frameworks, tests"],
  ],
  "Past one machine": [["pytorch", "Going on with PyTorch"]],
  "Coming from": [
    ["from-pytorch", "PyTorch"],
    ["from-transformers-js", "transformers.js"],
    ["from-tensorflow-js", "TensorFlow.js"],
  ],
};

/** The short programs, in the order in which their README lists them. */
const programs = readFileSync(
  new URL("../../packages/nn/examples/README.md", import.meta.url),
  "utf8",
)
  .match(/(?<=^\d+\. \[)[\w-]+/gm)
  .map((name) => [name, name[0].toUpperCase() + name.slice(1).replaceAll("-", " ")]);

/** The lessons on tasks that models learn here, as docs/applications has them. */
const lessons = [
  ["language-model", "Language model"],
  ["translation", "Translation"],
  ["pronunciation", "Pronunciation"],
  ["summarisation", "Summarisation"],
  ["masked-words", "Masked words"],
  ["classification", "Classification"],
  ["entities", "Entities"],
  ["questions", "Questions"],
  ["instructions", "Instruction tuning"],
  ["preferences", "Preferences"],
  ["arithmetic", "Arithmetic"],
  ["grokking", "Grokking"],
  ["pictures", "Pictures"],
  ["captions", "Captions"],
  ["spoken-words", "Spoken words"],
  ["spoken-strings", "Spoken strings"],
  ["forecasting", "Forecasting"],
  ["autoencoder", "Pictures as a few numbers"],
  ["diffusion", "Diffusion"],
];

/** The address of each page that does not lie below docs, by its file. */
const elsewhere = {
  "README.md": "about/readme.md",
  "ARCHITECTURE.md": "about/architecture.md",
  "CONTRIBUTING.md": "about/contributing.md",
  "CHANGELOG.md": "about/changelog.md",
  "SECURITY.md": "about/security.md",
  "bench/README.md": "benchmarks.md",
  "packages/nn/examples/README.md": "lessons/attention.md",
  "packages/nn/docs/pretrained-models.md": "guides/pretrained-models.md",
};

/** The address of a page by its file, both with their endings; undefined for a file that is no page. */
export function addressOf(file) {
  if (Object.hasOwn(elsewhere, file)) return elsewhere[file];
  const lesson = file.match(/^packages\/nn\/examples\/([\w-]+)\.mjs$/)?.[1];
  if (lesson) return `lessons/${lesson}.md`;
  const [, name, page] = file.match(/^packages\/([\w-]+)\/(README|ARCHITECTURE)\.md$/) ?? [];
  if (name) return `packages/${name}${page === "README" ? "" : "-architecture"}.md`;
  return file.match(/^docs\/(.+\.md)$/)?.[1];
}

const below = (folder) => (pages) =>
  pages.map(([file, text]) => ({ text, link: `/${folder}/${file}` }));

export const guideItems = Object.entries(guides).map(([text, pages]) => ({
  text,
  items: below("guides")(pages),
}));

export const lessonItems = [
  {
    text: "How attention works",
    items: [
      { text: "Ten short programs", link: "/lessons/attention" },
      ...below("lessons")(programs),
    ],
  },
  { text: "A task from the beginning", items: below("applications")(lessons) },
];

export const figureItems = [
  {
    text: "Figures",
    items: [
      { text: "Results of trainings", link: "/results" },
      { text: "Benchmarks", link: "/benchmarks" },
      { text: "What a model costs", link: "/scale" },
      { text: "The explorer's models", link: "/shipped-models" },
    ],
  },
];

export const aboutItems = [
  {
    text: "Packages",
    items: ["nn", "cli", "core-wasm", "gpu-webgpu", "web-demo"].map((name) => ({
      text: `@qkv/${name}`,
      link: `/packages/${name}`,
    })),
  },
  {
    text: "The project",
    items: [
      { text: "Architecture", link: "/about/architecture" },
      { text: "Contributing", link: "/about/contributing" },
      { text: "Security", link: "/about/security" },
      { text: "Dependencies", link: "/dependencies" },
      { text: "Releases", link: "/releases" },
      { text: "Changelog", link: "/about/changelog" },
    ],
  },
];
