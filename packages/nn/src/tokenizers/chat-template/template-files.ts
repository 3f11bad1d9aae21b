import { readText, type TokenizerFiles } from "../file-formats/read-files.ts";

/** The template of a tokenizer that has one, or the one that is taken where no name is given. */
const defaultFile = "chat_template.jinja";
/** Where those with other names are, a file each. */
const folder = "additional_chat_templates";
const ending = ".jinja";

/** Files of a folder's templates that have a name. */
export async function namedTemplateFiles(source: TokenizerFiles): Promise<readonly string[]> {
  const names = (await source.list?.(folder)) ?? [];
  return names
    .filter((name) => /^\w[\w.-]*$/.test(name) && name.endsWith(ending))
    .sort()
    .map((name) => `${folder}/${name}`);
}

/** The templates that are files of their own, by name. */
export async function readTemplateFiles(
  source: TokenizerFiles,
): Promise<ReadonlyMap<string, string>> {
  const templates = new Map<string, string>();
  if (await source.has(defaultFile)) templates.set("default", await readText(source, defaultFile));
  for (const file of await namedTemplateFiles(source))
    templates.set(file.slice(folder.length + 1, -ending.length), await readText(source, file));
  return templates;
}
