import { connect } from "node:net";
import { CommandError } from "../failures/command-error.ts";
import type { RedisAddress } from "./queue-option.ts";

// What of BullMQ is used here, which nobody has to install who needs no queue: its types come with it.
// https://docs.bullmq.io

export interface BullJob {
  readonly id: string;
  readonly name: string;
  readonly data: unknown;
  readonly returnvalue: unknown;
  readonly failedReason?: string;
}

export interface BullQueue {
  on(event: "error", listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  add(name: string, data: unknown, options: object): Promise<unknown>;
  getJobState(id: string): Promise<string>;
  getJob(id: string): Promise<BullJob | undefined>;
  remove(id: string): Promise<number>;
  getWorkersCount(): Promise<number>;
  close(): Promise<void>;
}

export interface BullWorker {
  on(event: "error", listener: (error: Error) => void): unknown;
  waitUntilReady(): Promise<unknown>;
  close(force?: boolean): Promise<void>;
}

interface Bull {
  readonly Queue: new (name: string, options: object) => BullQueue;
  readonly Worker: new (
    name: string,
    process: (job: BullJob) => Promise<unknown>,
    options: object,
  ) => BullWorker;
}

/** Of all jobs; a job's key tells whose it is. */
export const queueName = "qkv";

/** Named where bundlers and checks do not look for it. */
const bull = "bullmq";
const redis = "ioredis";
const patienceMilliseconds = 5000;

/** @throws CommandError where BullMQ is not installed, or no server answers */
export async function openBull(address: RedisAddress): Promise<Bull> {
  const module = await loaded();
  await expectServer(address);
  return module;
}

async function loaded(): Promise<Bull> {
  try {
    await import(redis);
    const module = await import(bull);
    return module.default ?? module;
  } catch (cause) {
    throw new CommandError(
      "--queue redis://… needs BullMQ and its client, which are not installed beside qkv; install them by: npm install bullmq ioredis",
      { cause },
    );
  }
}

/** BullMQ would try again for ever. */
async function expectServer({ host, port, shown, tls }: RedisAddress): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const socket = connect({ host, port });
    const refuse = (reason: string, cause?: Error): void => {
      socket.destroy();
      reject(
        new CommandError(
          `no Redis server answers at ${shown} (${reason}); start one there (redis-server), or name another by --queue`,
          { cause },
        ),
      );
    };
    socket.setTimeout(patienceMilliseconds, () => refuse("it does not answer in time"));
    socket.on("error", (error: NodeJS.ErrnoException) =>
      refuse(error.code ?? error.message, error),
    );
    const take = (): void => {
      socket.destroy();
      resolve();
    };
    // A server that asks for a password answers too, and says so.
    socket.on("connect", () => (tls === undefined ? socket.write("PING\r\n") : take()));
    socket.once("data", (answer) => {
      if (/^[+-]/.test(String(answer))) take();
      else refuse("what answers is none");
    });
  });
}

/** How BullMQ is told of a server. */
export const connectionTo = ({
  host,
  port,
  db,
  username,
  password,
  tls,
}: RedisAddress): object => ({
  ...{ host, port, db, maxRetriesPerRequest: null },
  ...(username === undefined ? {} : { username }),
  ...(password === undefined ? {} : { password }),
  ...(tls === undefined ? {} : { tls }),
});

/** Wait until the server takes us. @throws CommandError where it does not, for want of a password perhaps */
export async function takenBy(
  client: BullQueue | BullWorker,
  { shown }: RedisAddress,
): Promise<void> {
  let refuse: (error: Error) => void = () => {};
  const refused = new Promise<never>((_, reject) => {
    refuse = reject;
  });
  client.on("error", (error) => {
    if (/NOAUTH|WRONGPASS|invalid password|NOPERM/i.test(error.message))
      refuse(new CommandError(`the Redis server at ${shown} does not let us in: ${error.message}`));
  });
  await Promise.race([client.waitUntilReady(), refused]);
}
