import type { InitOptions } from "@qkv/nn";
import { type Outcome, train } from "./train.js";

/** Computes what the address of the page asks for; threads with what else this page needs for them. */
export function answer(forThreads?: InitOptions): Promise<Outcome> {
  const asked = new URL(location.href).searchParams.get("options");
  const options: InitOptions = JSON.parse(asked ?? "{}");
  return train(options.threads === undefined ? options : { ...options, ...forThreads });
}
