import { spawn, spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const binary = fileURLToPath(new URL("../bin/qkv.js", import.meta.url));

/** Whether util-linux' `script` is here, which runs a command in a terminal of its own. */
export const hasTerminals = spawnSync("script", ["--version"]).stdout?.includes("util-linux");

export interface TerminalOptions {
  readonly columns: number;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Press Ctrl-C once the command has written this. */
  readonly interruptAt?: RegExp;
}

export interface TerminalOutcome {
  readonly code: number | null;
  /** All that was written, control sequences too. */
  readonly written: string;
  /** What stands on the screen at the end, however long it is. */
  readonly screen: readonly string[];
}

/** Run the built command in a terminal. */
export function qkvInTerminal(
  args: readonly string[],
  { columns, cwd, env = {}, interruptAt }: TerminalOptions,
): Promise<TerminalOutcome> {
  const quoted = [process.execPath, binary, ...args].map((one) => `'${one}'`).join(" ");
  const command = `stty cols ${columns} rows 24; exec ${quoted}`;
  const { NO_COLOR: _, FORCE_COLOR: __, ...inherited } = process.env;
  const child = spawn("script", ["-qefc", command, "/dev/null"], {
    cwd,
    env: { ...inherited, TERM: "xterm-256color", SHELL: "/bin/sh", ...env },
  });
  let written = "";
  let interrupted = interruptAt === undefined;
  child.stdout.setEncoding("utf8").on("data", (part: string) => {
    written += part;
    if (interrupted || !interruptAt?.test(written)) return;
    interrupted = true;
    child.stdin.write("\u0003");
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, written, screen: screenOf(written, columns) }));
  });
}

/** What a terminal shows of the sequences that the command may use: returns, line feeds, erased ends of lines, colours. */
export function screenOf(written: string, columns: number): readonly string[] {
  const lines: string[][] = [[]];
  let [row, column] = [0, 0];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control sequences begin with one
  const tokens = written.match(/\u001b\[[\d;?]*[A-Za-z]|\u001b.|[\s\S]/gu) ?? [];
  for (const token of tokens) {
    if (token === "\r") column = 0;
    else if (token === "\n") row++;
    else if (token === "\u001b[K") lines[row]!.length = Math.min(lines[row]!.length, column);
    else if (token.length > 2 && token.endsWith("m")) continue;
    else if (token.startsWith("\u001b"))
      throw new Error(`the test's terminal does not know ${JSON.stringify(token)}`);
    else {
      if (column === columns) [row, column] = [row + 1, 0];
      lines[row] ??= [];
      while (lines[row]!.length < column) lines[row]!.push(" ");
      lines[row]![column++] = token;
    }
    lines[row] ??= [];
  }
  return lines.map((line) => line.join("").trimEnd());
}
