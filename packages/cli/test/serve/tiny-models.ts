import { rmSync } from "node:fs";
import { afterAll } from "vitest";
import type { ServedModels } from "../../src/serve/answers/served-models.ts";
import { newFolder } from "../run-qkv.ts";
import { type ModelOptions, modelsIn } from "./running-server.ts";
import { tinyChatModel } from "./tiny-model.ts";

/** The model "tiny", there until the tests of the file have ended; with `plain` beside it the one without a template for chats. */
export async function tinyModels({
  plain = false,
  ...options
}: ModelOptions & { readonly plain?: boolean } = {}): Promise<ServedModels> {
  const folder = newFolder();
  let models: ServedModels | undefined;
  afterAll(() => {
    models?.[Symbol.dispose]();
    rmSync(folder, { recursive: true, force: true });
  });
  const paths = [await tinyChatModel(folder)];
  if (plain) paths.push(await tinyChatModel(folder, { template: false }));
  models = await modelsIn(paths, options);
  return models;
}
