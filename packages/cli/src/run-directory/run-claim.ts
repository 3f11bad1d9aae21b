import { randomBytes } from "node:crypto";
import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { livenessOf, ownMark, type ProcessMark } from "@qkv/nn/node";
import { systemErrorCode } from "../failures/system-error.ts";

/** Who works in a folder. */
interface Owner extends ProcessMark {
  /** "qkv train"; files of before do not say. */
  readonly command: string;
  readonly host: string;
  readonly since: string;
  /** Of this claim and no other. */
  readonly token: string;
}

/** Milliseconds between signs of life. */
const pulse = 5_000;
/** Silence after which an owner on another machine is taken for gone: a container that was started again, say. */
const patience = 60_000;
/** And one here whose number is in use, by a later process perhaps; where Linux tells the two apart nobody waits. */
const longPatience = 600_000;
/** A file that is being written at this moment is not yet whole. */
const writingTime = 2_000;

/**
 * A folder that is one training's: a file in it names the owner. A claim survives a kill without holding the folder for
 * ever: the owner's process is looked for, by when it started too, since numbers of processes come again; of one on another
 * machine the signs of life are counted.
 */
export class RunClaim {
  readonly #file: string;
  readonly #owner: Owner;
  readonly #pulse: NodeJS.Timeout;
  readonly #onExit = (): void => this.release();

  private constructor(file: string, owner: Owner) {
    this.#file = file;
    this.#owner = owner;
    this.#pulse = setInterval(() => this.#showLife(), pulse).unref();
    process.once("exit", this.#onExit);
  }

  /** Claim the folder of this file; in words who has it, when it is somebody else's. */
  static async take(file: string, command = "qkv train"): Promise<RunClaim | string> {
    const folder = dirname(file);
    const owner: Owner = {
      ...{ ...ownMark(), command, host: hostname(), since: new Date().toISOString() },
      token: randomBytes(8).toString("hex"),
    };
    for (;;) {
      if (create(file, owner)) return new RunClaim(file, owner);
      const other = read(file);
      if (other === undefined) continue; // gone meanwhile
      if (isAlive(other, file, folder)) return inWords(other, file, command);
      if (takeOver(folder, file, other, owner)) return new RunClaim(file, owner);
      await new Promise((resolve) => setTimeout(resolve, 50)); // somebody else is at it
    }
  }

  /** In words who has the folder of this file now; undefined where nobody has. */
  static holder(file: string): string | undefined {
    const owner = read(file);
    if (owner === undefined || !isAlive(owner, file, dirname(file))) return undefined;
    return inWords(owner, file, "qkv");
  }

  /** Whether the folder is still this training's: a machine that slept for long may have lost it. */
  get held(): boolean {
    return tokenOf(read(this.#file)) === this.#owner.token || create(this.#file, this.#owner);
  }

  release(): void {
    clearInterval(this.#pulse);
    process.off("exit", this.#onExit);
    if (tokenOf(read(this.#file)) === this.#owner.token) rmSync(this.#file, { force: true });
  }

  #showLife(): void {
    try {
      // Written anew rather than touched: its time is then the file system's, as those are that it is compared with.
      if (this.held) writeFileSync(this.#file, text(this.#owner), { flag: "r+" });
    } catch {
      // The next sign may come through.
    }
  }
}

const text = (owner: Owner): string => JSON.stringify(owner);

/** Whether the file was made; false when there is one. */
function create(file: string, owner: Owner): boolean {
  try {
    writeFileSync(file, text(owner), { flag: "wx" });
    return true;
  } catch (error) {
    if (systemErrorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** The owner; "damaged" for what names none, undefined where there is no file. */
function read(file: string): Owner | "damaged" | undefined {
  try {
    const owner: Partial<Owner> = JSON.parse(readFileSync(file, "utf8"));
    const { machine, boot, pid, start, host, since, token, command = "qkv train" } = owner;
    const texts = [machine, boot, start, host, since, token, command];
    if (!texts.every((one) => typeof one === "string") || !Number.isSafeInteger(pid))
      return "damaged";
    return { machine, boot, pid, start, host, since, token, command } as Owner; // looked at above
  } catch (error) {
    return systemErrorCode(error) === "ENOENT" ? undefined : "damaged";
  }
}

const tokenOf = (owner: Owner | "damaged" | undefined): string | undefined =>
  owner === "damaged" ? "damaged" : owner?.token;

function isAlive(owner: Owner | "damaged", file: string, folder: string): boolean {
  if (owner === "damaged") return silenceOf(file, folder) < writingTime;
  const liveness = livenessOf(owner);
  if (liveness !== "unknown") return liveness === "alive";
  const limit = owner.machine === ownMark().machine ? longPatience : patience;
  return silenceOf(file, folder) < limit;
}

/** Milliseconds since the last sign of life, by the clock of the file system: those of machines differ. */
function silenceOf(file: string, folder: string): number {
  const probe = join(folder, `.qkv-clock-${randomBytes(8).toString("hex")}`);
  try {
    writeFileSync(probe, "");
    return statSync(probe).mtimeMs - statSync(file).mtimeMs;
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return 0; // just released
    throw error;
  } finally {
    rmSync(probe, { force: true });
  }
}

/** Put a claim in the place of a dead one. Of several that try, the one does that makes the file which is to replace it. */
function takeOver(folder: string, file: string, dead: Owner | "damaged", owner: Owner): boolean {
  const next = `${file}.after-${tokenOf(dead)}`;
  if (!create(next, owner)) {
    const other = read(next);
    if (other && !isAlive(other, next, folder)) rmSync(next, { force: true });
    return false;
  }
  if (tokenOf(read(file)) === tokenOf(dead)) {
    renameSync(next, file);
    return true;
  }
  rmSync(next, { force: true });
  return false;
}

function inWords(owner: Owner | "damaged", file: string, own: string): string {
  if (owner === "damaged") return `another ${own}, which is just starting (${file})`;
  const { command, pid, host, since, machine } = owner;
  const where = machine === ownMark().machine ? "" : ` on ${host}`;
  return `another ${command} (process ${pid}${where}, since ${since}; if it is gone, remove ${file})`;
}
