import { type ChildProcess, fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { CommandError } from "../failures/command-error.ts";

/** What a process that computes sends: parts of a value, and how it ended. */
export type ComputeMessage =
  | { readonly part: unknown }
  | { readonly done: true }
  | { readonly failure: string };

/** Thrown when a process that computes has ended before its answer, as one without memory does. */
export class ProcessEndedError extends CommandError {
  override readonly name = "ProcessEndedError";
}

/** Built beside the command, which lies in one folder with all of its parts. */
const program = new URL("./compute.js", import.meta.url);

/**
 * A process of its own for what computes, so that this one is free for the queue, whose locks are to be renewed, and lives
 * on when memory runs out there. It is begun with the first request, and stays, with the model that it has loaded.
 */
export class ComputeProcess implements Disposable {
  #child: ChildProcess | undefined;

  /**
   * Send a request, and hand on the parts of its value as they come.
   *
   * @throws CommandError with what went wrong there; ProcessEndedError where the process has ended
   */
  async run(request: object, onPart: (part: unknown) => void): Promise<void> {
    this.#child ??= this.#start();
    const child = this.#child;
    await new Promise<void>((resolve, reject) => {
      const onMessage = (message: ComputeMessage): void => {
        if ("part" in message) onPart(message.part);
        else
          settle(() => ("done" in message ? resolve() : reject(new CommandError(message.failure))));
      };
      const onExit = (code: number | null, signal: string | null): void => {
        this.#child = undefined;
        const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
        const memory =
          signal === "SIGKILL" || signal === "SIGABRT" ? ", out of memory perhaps" : "";
        settle(() => reject(new ProcessEndedError(`the computing process ended ${how}${memory}`)));
      };
      const settle = (then: () => void): void => {
        child.off("message", onMessage).off("exit", onExit);
        then();
      };
      child.on("message", onMessage).on("exit", onExit);
      child.send(request, (error) => {
        if (error) this.#child?.kill(); // its end is told
      });
    });
  }

  #start(): ChildProcess {
    const child = fork(fileURLToPath(program), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    child.on("error", () => {}); // of sending to one that has ended
    return child;
  }

  /** Ends the process; one that is at work too. */
  [Symbol.dispose](): void {
    this.#child?.kill("SIGKILL");
    this.#child = undefined;
  }
}
