import { isInstalled, rememberInstall } from "./installed-lockfile.mjs";
import { npm } from "./npm.mjs";
import { runCaptured } from "./run-captured.mjs";

// Under NODE_ENV=production npm would leave the build tools out; its own waits between retries
// add up to minutes before it says that the network is down.
const options = [
  "--include=dev",
  "--prefer-offline",
  "--loglevel=warn",
  "--fetch-retry-mintimeout=1000",
  "--fetch-retry-maxtimeout=5000",
];

const unreachable =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ECONNABORTED|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT|ENOTCACHED|E50[0-9])\b/;

/** Installs what the lockfile names, unless node_modules holds exactly that already. */
export async function installIfNeeded() {
  if (isInstalled()) return;
  console.error("Installing the packages of package-lock.json (once, about a minute) ...");
  const { ok, output } = await runCaptured(...npm("ci", ...options));
  if (!ok) throw new Error(explain(output));
  rememberInstall();
}

function explain(output) {
  const errors = output.split("\n").filter((line) => line.startsWith("npm error"));
  const reason = unreachable.exec(output)?.[1];
  if (reason === undefined) {
    return `${errors.join("\n") || output.trimEnd()}\n\nnpm ci failed, for the reason above.`;
  }
  return `The packages could not be downloaded: the npm registry did not answer (${reason}).
Check the network connection, and the proxy if there is one
(npm config get registry, npm config get https-proxy), then run the same command again.
What npm said:
${errors
  .slice(0, 6)
  .map((line) => `  ${line}`)
  .join("\n")}`;
}
