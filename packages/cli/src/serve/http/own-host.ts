import { isIP } from "node:net";
import { ApiError } from "../requests/api-error.ts";

/** Whether an address is this machine's own, which no other machine reaches. */
export const isLoopback = (host: string): boolean =>
  host === "localhost" || host === "::1" || (isIP(host) === 4 && host.startsWith("127."));

/** The host of "localhost:8000" or "[::1]:8000". */
function hostOf(header: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]*)\]|([^:]*))(?::\d*)?$/.exec(header) ?? [];
  return (bracketed ?? plain ?? "").toLowerCase();
}

/**
 * Refuse a request to a loopback address under another name. A page whose name was made to lead here (DNS rebinding) would else
 * be of the same origin as this server.
 */
export function expectOwnHost(header: string | null): void {
  const host = hostOf(header ?? "");
  if (isLoopback(host) || host.endsWith(".localhost")) return;
  throw new ApiError(
    403,
    `the request is for the host ${JSON.stringify(host.slice(0, 60))}, expected localhost or 127.0.0.1: this server listens to this machine alone`,
    {
      code: "foreign_host",
    },
  );
}
