import type { Option } from "../command-line/option.ts";
import { UsageError } from "../failures/command-error.ts";

/** Where a Redis server listens, and how it is spoken to. */
export interface RedisAddress {
  readonly host: string;
  readonly port: number;
  readonly db: number;
  readonly username?: string;
  readonly password?: string;
  readonly tls?: object;
  /** The address for people, without what is secret in it. */
  readonly shown: string;
}

export type QueueChoice = "local" | RedisAddress;

const expected = "local, or redis://HOST[:PORT][/NUMBER] (rediss:// for TLS)";

/** `--queue local|redis://HOST` */
export const queueOption = (description: string): Option<QueueChoice> => ({
  description,
  valueHint: "local|redis://HOST",
  read: (texts, name) => {
    const value = texts.at(-1) ?? "";
    return value === "local" ? "local" : redisAddress(value, name);
  },
});

/** @throws UsageError for what is no address of a Redis server; it shows no password */
export function redisAddress(text: string, option = "queue"): RedisAddress {
  const wrong = (came: string): UsageError =>
    new UsageError(`--${option} is ${came}, expected ${expected}`);
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw wrong(JSON.stringify(text));
  }
  const { protocol, hostname, port, pathname, username, password } = url;
  const shown = `${protocol}//${url.host}${pathname === "/" ? "" : pathname}`;
  const db = /^\/?(\d{0,4})$/.exec(pathname)?.[1];
  const known = protocol === "redis:" || protocol === "rediss:";
  if (!known || hostname === "" || db === undefined || url.search !== "" || url.hash !== "")
    throw wrong(JSON.stringify(known ? shown : `${protocol}//…`));
  return {
    ...{
      host: hostname.replace(/^\[|\]$/g, ""),
      port: Number(port || 6379),
      db: Number(db),
      shown,
    },
    ...(username === "" ? {} : { username: decodeURIComponent(username) }),
    ...(password === "" ? {} : { password: decodeURIComponent(password) }),
    ...(protocol === "rediss:" ? { tls: {} } : {}),
  };
}
