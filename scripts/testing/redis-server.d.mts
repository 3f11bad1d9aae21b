/** Why tests that need a Redis server are skipped here; undefined where they are not. */
export const noRedis: string | undefined;

export interface RedisServer {
  readonly port: number;
  readonly url: string;
  /** What it says to a command, as it stands on the wire: ":3" to DBSIZE. */
  ask(command: string): Promise<string>;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A Redis server of one's own, on a free port of this machine alone, in a folder of its own. */
export function startRedis(): Promise<RedisServer>;
