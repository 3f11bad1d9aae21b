import { stat } from "node:fs/promises";
import { isModelName } from "@qkv/nn/hub";

/** Whether text is a name of the form org/name, and there is no folder or file of that path. */
export async function isOnHub(text: string): Promise<boolean> {
  if (!text.includes("/") || !isModelName(text)) return false;
  return (await stat(text).catch(() => undefined)) === undefined;
}
