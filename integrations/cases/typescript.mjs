import { join } from "node:path";
import { publishedPackages } from "../../scripts/packages.mjs";
import { timed } from "../timed.mjs";

const versions = { 5.4: "5.4.5", 5.9: "5.9.3", 6.0: "6.0.3", 7.0: "7.0.2" };

/** Kinds of resolution, the settings that ask for them, and the versions that have them. */
const resolutions = {
  bundler: { settings: { module: "esnext", moduleResolution: "bundler" } },
  "node16, ES modules": { settings: { module: "node16" } },
  "node16, CommonJS": { settings: { module: "node16" }, form: "cjs" },
  nodenext: { settings: { module: "nodenext" } },
  node10: {
    settings: { module: "commonjs", moduleResolution: "node10" },
    form: "cjs",
    until: 6, // TypeScript 6 takes it no more
  },
};

/** Strict, and of our declarations nothing is taken on trust. */
const strict = {
  ...{ strict: true, noUncheckedIndexedAccess: true, exactOptionalPropertyTypes: true },
  ...{ skipLibCheck: false, target: "es2022", types: [] },
};

/** Imports every entry that has types. */
const everyEntry = publishedPackages
  .flatMap(({ name, exports }) =>
    Object.entries(exports)
      .filter(([, { types }]) => types)
      .map(([path]) => `${name}${path.slice(1)}`),
  )
  .map((entry, i) => `import * as entry${i} from "${entry}";\nconsole.log(entry${i});\n`)
  .join("");

/** What the declarations say, and what they keep to themselves. */
const declared = `import { conformanceCases } from "@qkv/core-wasm/conformance";
import { ArithmeticPeak } from "@qkv/core-wasm/machine";
import { webgpu } from "@qkv/gpu-webgpu";
import { Gpt, Tensor, tensor } from "@qkv/nn";
import { writeFileSafely } from "@qkv/nn/node";

const sum: number = tensor([1, 2]).sum().item();
console.log(sum, conformanceCases, ArithmeticPeak, webgpu, Gpt, writeFileSafely);
const view: readonly number[] = tensor([1, 2, 3, 4]).view([2, 2]).shape;
${["alias", "retain", "storage", "goOnIn", "moveTo", "upload"].map((name) => `// @ts-expect-error what the library does with memory is no part of the types\ntensor([1]).${name};`).join("\n")}
// @ts-expect-error nor is what makes a tensor of it
console.log(view, new Tensor());
`;

/** TypeScript, strict, with each kind of resolution; what it makes of the program is run. */
export default {
  title: "TypeScript, strict",
  tools: Object.fromEntries(
    Object.entries(versions).map(([short, version]) => [
      `typescript-${short}`,
      `npm:typescript@${version}`,
    ]),
  ),
  quick: ["bundler", "node16, CommonJS"],
  async run(project, { on, quick }) {
    const names = Object.keys(resolutions).filter((name) => !quick || on.includes(name));
    const results = [];
    for (const version of quick ? [undefined] : Object.keys(versions))
      for (const name of names)
        if (version === undefined || Number(version) < (resolutions[name].until ?? 99))
          results.push(await compiled(project, version, name));
    return results;
  },
};

/** The result with one kind of resolution, by a version's compiler or else by the repository's. */
function compiled(project, version, resolution) {
  const { settings, form = "esm" } = resolutions[resolution];
  const folder = [version ?? "repository", ...resolution.match(/\w+/g)].join("-");
  return timed([version, resolution].filter(Boolean).join(" "), async () => {
    await project.writeProgram("ts", folder);
    await project.writeProgram(form, folder); // of this all but train.js is run
    project.write({
      [`${folder}/package.json`]: { type: form === "cjs" ? "commonjs" : "module" },
      [`${folder}/every-entry.ts`]: everyEntry,
      [`${folder}/declared.ts`]: declared,
      [`${folder}/tsconfig.json`]: {
        compilerOptions: { ...strict, ...settings },
        files: ["train.ts", "page.ts", "every-entry.ts", "declared.ts"],
      },
    });
    project.remove(`${folder}/train.js`);
    if (version === undefined) await project.silentTool("tsc", "--project", folder);
    else {
      const compiler = join(project.folder, "node_modules", `typescript-${version}`, "bin/tsc");
      await project.silentTool(process.execPath, compiler, "--project", folder);
    }
    const [{ faults }] = await project.compute(`${folder}/node.js`, { on: ["wasm"] });
    return { faults };
  });
}
