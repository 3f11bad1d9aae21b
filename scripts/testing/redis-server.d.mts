/** Why tests that need a Redis server are skipped here; undefined where they are not. */
export const noRedis: string | undefined;

export interface RedisServer {
  readonly port: number;
  readonly url: string;
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** A Redis server of one's own, on a free port of this machine alone, in a folder of its own. */
export function startRedis(): Promise<RedisServer>;
