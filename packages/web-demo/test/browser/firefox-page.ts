import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

/** The browser's program: FIREFOX in the environment, or Debian's. */
export const firefox = process.env.FIREFOX ?? "/usr/bin/firefox-esr";

const START_PATIENCE = 60_000;
/** A port that is free, no first-run pages, and what pages write to the console on its output. */
const preferences = {
  "marionette.port": 0,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
  "devtools.console.stdout.content": true,
};

/**
 * A page of a headless Firefox with a profile of its own. Playwright drives only Firefoxes that it has patched; every
 * Firefox answers WebDriver's commands over Marionette, messages `length:JSON` on a socket, as geckodriver asks it:
 * https://firefox-source-docs.mozilla.org/testing/marionette/Protocol.html
 */
export class FirefoxPage {
  /** Errors of the console; its warnings are Firefox's own, too. */
  readonly troubles: string[] = [];
  readonly #waiting = new Map<number, (answer: readonly [unknown, unknown]) => void>();
  #asked = 0;
  #received = Buffer.alloc(0);

  readonly #process: ChildProcess;
  readonly #profile: string;
  readonly #socket: Socket;

  private constructor(running: ChildProcess, profile: string, socket: Socket) {
    [this.#process, this.#profile, this.#socket] = [running, profile, socket];
    socket.on("data", (bytes) => this.#receive(bytes));
    running.stdout!.setEncoding("utf8").on("data", (text: string) => {
      this.troubles.push(...text.split("\n").filter((line) => line.startsWith("console.error")));
    });
  }

  static async start(): Promise<FirefoxPage> {
    const profile = mkdtempSync(join(tmpdir(), "firefox-"));
    const lines = Object.entries(preferences).map(
      ([name, value]) => `user_pref("${name}", ${value});\n`,
    );
    writeFileSync(join(profile, "user.js"), lines.join(""));
    const options = ["--headless", "--no-remote", "--marionette", "--profile", profile];
    const running = spawn(firefox, options, { stdio: ["ignore", "pipe", "ignore"] });
    const page = new FirefoxPage(running, profile, connect(await portIn(profile), "127.0.0.1"));
    await page.#ask("WebDriver:NewSession");
    return page;
  }

  async open(url: string): Promise<void> {
    await this.#ask("WebDriver:Navigate", { url });
    await this.there("//*[@data-view][@data-ready='true'][@data-busy='false']");
  }

  /** Wait for what an XPath names, and give the first of it. */
  async there(xpath: string): Promise<unknown> {
    await this.#ask("WebDriver:SetTimeouts", { implicit: 20_000 });
    const { value } = await this.#ask("WebDriver:FindElement", { using: "xpath", value: xpath });
    return value;
  }

  /** Click as a person does: it has to be in sight, and nothing in front of it. */
  async click(xpath: string): Promise<void> {
    const element = Object.values((await this.there(xpath)) as object)[0];
    await this.#ask("WebDriver:ElementClick", { id: element });
  }

  /** What a function's body returns in the page. */
  async evaluate<T>(script: string, ...args: readonly unknown[]): Promise<T> {
    return (await this.#ask("WebDriver:ExecuteScript", { script, args })).value as T;
  }

  async close(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once("exit", resolve));
    await this.#ask("Marionette:Quit", { flags: ["eForceQuit"] });
    this.#socket.destroy();
    await ended;
    rmSync(this.#profile, { recursive: true, force: true });
  }

  async #ask(command: string, parameters: object = {}): Promise<{ readonly value: unknown }> {
    const id = ++this.#asked;
    const message = JSON.stringify([0, id, command, parameters]);
    const [error, answer] = await new Promise<readonly [unknown, unknown]>((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.write(`${Buffer.byteLength(message)}:${message}`);
    });
    if (error) throw new Error(`${command}: ${JSON.stringify(error)}`);
    return answer as { readonly value: unknown };
  }

  #receive(bytes: Buffer): void {
    this.#received = Buffer.concat([this.#received, bytes]);
    for (;;) {
      const start = this.#received.indexOf(":") + 1;
      const end = start + Number(this.#received.subarray(0, start - 1));
      if (start === 0 || this.#received.length < end) return;
      const message = JSON.parse(this.#received.subarray(start, end).toString());
      this.#received = this.#received.subarray(end);
      if (!Array.isArray(message)) continue; // its greeting
      const [, id, error, answer] = message;
      this.#waiting.get(id)?.([error, answer]);
      this.#waiting.delete(id);
    }
  }
}

/** Firefox writes the port that it has taken into its profile. */
async function portIn(profile: string): Promise<number> {
  const file = join(profile, "MarionetteActivePort");
  for (let waited = 0; waited < START_PATIENCE; waited += 100) {
    const port = existsSync(file) ? Number(readFileSync(file, "utf8")) : 0;
    if (port > 0) return port;
    await wait(100);
  }
  throw new Error(`${firefox} does not listen after ${START_PATIENCE / 1000} s`);
}
