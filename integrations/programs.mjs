import { readdirSync, readFileSync } from "node:fs";
import { transform } from "esbuild";

const folder = new URL("program/", import.meta.url);

/** The program that every case runs, as files of a project: "esm" and "cjs" JavaScript, or the "ts" that it is written in. */
export async function programs(form) {
  const files = {};
  for (const name of readdirSync(folder)) {
    const source = readFileSync(new URL(name, folder), "utf8");
    if (form === "ts") files[name] = source;
    else files[name.replace(/ts$/, "js")] = await javaScript(source, form);
  }
  return files;
}

async function javaScript(source, format) {
  const { code } = await transform(source, { loader: "ts", format, target: "es2022" });
  return code;
}
