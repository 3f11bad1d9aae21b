import { randomBytes } from "node:crypto";
import { readdir, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { refuseUnknownOptions } from "@qkv/core-wasm/contract";
import { expectText } from "../options/expect-argument.ts";
import { livenessOf, ownMark, type ProcessMark } from "./process-mark.ts";

/** "model.safetensors.3f2a9c01-b71d03aa-4242-889123-0123456789ab.tmp": whose it is can be told when its writer was killed. */
const ofWriter = /^(.+)\.([0-9a-f]{8})-([0-9a-f]{8})?-(\d+)-(\d*)-[0-9a-f]{12}\.tmp$/;
/** As they were called before. */
const ofNobody = /^(.+)\.[0-9a-f]{12}\.tmp$/;

/** A name beside `path` that nobody else uses. */
export function temporaryName(path: string): string {
  const { machine, boot, pid, start } = ownMark();
  return `${path}.${machine}-${boot}-${pid}-${start}-${randomBytes(6).toString("hex")}.tmp`;
}

/** Options of `removeLeftovers`. */
export interface LeftoverOptions {
  /** Whether the caller knows that nobody else writes into the folder; false unless given. */
  readonly claimed?: boolean;
}

const leftoverNames: ReadonlySet<string> = new Set<keyof LeftoverOptions>(["claimed"]);

/**
 * Remove what writers of `path` have left beside it that were killed; the files of those who live stay, and all that is not
 * called as ours are. Those on other machines, and files of before, which name nobody, go only from a folder that is `claimed`:
 * where the caller knows that nobody else writes.
 */
export async function removeLeftovers(path: string, options: LeftoverOptions = {}): Promise<void> {
  expectText("removeLeftovers", "path", path);
  refuseUnknownOptions("removeLeftovers", options, leftoverNames);
  const { claimed = false } = options;
  const folder = dirname(path);
  for (const name of await leftoversOf(path, claimed))
    await rm(join(folder, name), { force: true }).catch(() => {}); // another time perhaps
}

/** Names of what writers of `path` have left beside it that were killed. */
export async function leftoversOf(path: string, claimed = false): Promise<readonly string[]> {
  const names = await readdir(dirname(path)).catch(() => []);
  return names.filter((name) => isLeftover(name, basename(path), claimed));
}

function isLeftover(name: string, target: string, claimed: boolean): boolean {
  const [, named, machine = "", boot = "", pid, start = ""] = ofWriter.exec(name) ?? [];
  if (named !== target) return claimed && ofNobody.exec(name)?.[1] === target;
  const writer: ProcessMark = { machine, boot, pid: Number(pid), start };
  const liveness = livenessOf(writer);
  return liveness === "dead" || (claimed && liveness === "unknown");
}
