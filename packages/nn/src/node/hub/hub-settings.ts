import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { HubSettings } from "../../hub/hub-platform.ts";

const { env } = process;

/** As Hugging Face's own programs read them. */
const isOn = (value: string | undefined): boolean => /^(?:1|on|yes|true)$/i.test(value ?? "");

const given = (...names: readonly string[]): string | undefined =>
  names.map((name) => env[name]).find((value) => value !== undefined && value !== "");

const expanded = (path: string): string => path.replace(/^~(?=$|[/\\])/, homedir());

function home(): string {
  const cache = given("XDG_CACHE_HOME") ?? join(homedir(), ".cache");
  return expanded(given("HF_HOME") ?? join(cache, "huggingface"));
}

/** Where models of the hub are kept: HF_HUB_CACHE, or "hub" in HF_HOME. */
export const usualCacheDir = (): string =>
  expanded(given("HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE") ?? join(home(), "hub"));

/** HF_ENDPOINT, HF_HUB_OFFLINE, and HF_TOKEN or the token that Hugging Face's program has kept. */
export async function hubSettings(): Promise<HubSettings> {
  return {
    endpoint: given("HF_ENDPOINT"),
    token: await token(),
    offline: isOn(env.HF_HUB_OFFLINE) || isOn(env.TRANSFORMERS_OFFLINE),
  };
}

async function token(): Promise<string | undefined> {
  const named = given("HF_TOKEN", "HUGGING_FACE_HUB_TOKEN");
  if (named !== undefined) return named.trim();
  if (isOn(env.HF_HUB_DISABLE_IMPLICIT_TOKEN)) return undefined;
  const path = expanded(given("HF_TOKEN_PATH") ?? join(home(), "token"));
  const kept = await readFile(path, "utf8").catch(() => "");
  return kept.trim() || undefined;
}
