import { readFile } from "node:fs/promises";

/** The program that trains an exported run, and the module of a model that transformers lacks. */
export async function programFiles(ownModule: boolean): Promise<[string, Uint8Array][]> {
  const names = ["train_torch.py", ...(ownModule ? ["model.py"] : [])];
  return Promise.all(
    names.map(
      async (name): Promise<[string, Uint8Array]> => [
        name,
        // The build puts them beside itself, as they lie beside the sources.
        await readFile(new URL(`./python/${name}`, import.meta.url)),
      ],
    ),
  );
}
