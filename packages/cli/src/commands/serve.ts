import { commandOf } from "../command-line/define-command.ts";
import { requireOption } from "../command-line/require-option.ts";
import { ComputeDevice } from "../compute-device/compute-device.ts";
import { expectThreads, refuseThreads } from "../compute-device/expect-threads.ts";
import { announce } from "../serve/announce.ts";
import { readApiKeys } from "../serve/http/api-keys.ts";
import { Origins } from "../serve/http/origins.ts";
import { isLoopback } from "../serve/http/own-host.ts";
import { namedModels } from "../serve/named-models.ts";
import { openModels } from "../serve/open-models.ts";
import { Interruption } from "../terminal/interruption.ts";
import { Printer } from "../terminal/printer.ts";
import { type ServeOptions, serveGroups, serveOptions } from "./serve-options.ts";

export const serve = commandOf({
  name: "serve",
  description: "Serve models to OpenAI's clients, and a page to chat with them",
  options: serveOptions,
  groups: serveGroups,
  examples: [
    ["qkv serve --model models/chat", "http://127.0.0.1:8000, and a page to chat there"],
    ["qkv serve --model chat=models/chat --model search=models/e5", "a chat and embeddings"],
    ["qkv serve --model models/chat --quantize int8 --threads auto", "in less memory, and faster"],
    [
      "qkv serve --model models/chat --host 0.0.0.0 --api-key-file keys.txt",
      "for others, with a key",
    ],
  ],
  run: runServe,
});

async function runServe(given: ServeOptions): Promise<number> {
  const paths = requireOption("model", given.model, "the folder of a model");
  const models = namedModels(paths);
  const { threads, device = "wasm", quantize, dtype, host = "127.0.0.1" } = given;
  if (threads !== undefined) expectThreads(threads);
  if (device === "webgpu") refuseThreads(threads, device);
  const origins = new Origins(given.corsOrigin ?? []);
  const keys = given.apiKeyFile === undefined ? undefined : await readApiKeys(given.apiKeyFile);
  const printer = new Printer({ json: true }); // stdout is for nobody
  await using compute = await ComputeDevice.open(device, threads);
  using interruption = new Interruption(() =>
    printer.say("\nEnding: requests that have begun are answered. Once more quits at once."),
  );
  using served = await openModels(models, compute, {
    ...{ held: { quantize, dtype }, printer },
    slots: given.maxBatch ?? 8,
    maxWaiting: given.maxQueue ?? 64,
    maxContext: given.maxContext ?? 4096,
  });
  const { timeout = 600, logRequests = false } = given;
  // The HTTP library asks Node for its own client as it loads, which takes addresses that other commands may lack.
  const { runServer } = await import("../serve/run-server.ts");
  await runServer(served, compute.device, {
    ...{ host, port: given.port ?? 8000, keys, origins, logRequests },
    ...{ timeout: timeout * 1000, loopback: isLoopback(host), drain: interruption.signal },
    onListening: (port) =>
      announce(printer, { host, port, models, keyed: keys !== undefined, device: compute.device }),
  });
  return interruption.stopped && !interruption.outputClosed ? 0 : interruption.exitCode;
}
