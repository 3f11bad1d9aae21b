import type { Device } from "@qkv/nn";
import { describeDevice } from "../compute-device/describe-device.ts";
import type { Printer } from "../terminal/printer.ts";
import { isLoopback } from "./http/own-host.ts";
import type { NamedModel } from "./named-models.ts";

interface Announced {
  readonly host: string;
  readonly port: number;
  readonly models: readonly NamedModel[];
  readonly keyed: boolean;
  readonly device: Device;
}

/** Say where the server is, and who reaches it. */
export function announce(printer: Printer, { host, port, models, keyed, device }: Announced): void {
  const { bold, yellow } = printer.colours;
  const shown = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  const address = `http://${shown.includes(":") ? `[${shown}]` : shown}:${port}`;
  printer.line(`${bold(address)}  a page to chat; OpenAI's clients take ${address}/v1`);
  printer.say(`models: ${models.map(({ name }) => name).join(", ")}; ${describeDevice(device)}`);
  if (isLoopback(host)) return;
  const who = `--host ${host}: every machine that reaches this one can send requests, read over the network, for there is no encryption`;
  const whom = keyed
    ? "It needs one of your keys, which travels as it is: put a proxy with TLS before it."
    : "NOBODY NEEDS A KEY: whoever reaches it uses your machine. --api-key-file FILE asks for one.";
  printer.say(yellow(`warning: ${who}. ${whom}`));
}
