import { isInstalled, rememberInstall } from "./installed-lockfile.mjs";
import { npm } from "./npm.mjs";
import { root } from "./repository.mjs";
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

/** Installs what a folder's lockfile names, unless its node_modules holds exactly that already. */
export async function installIfNeeded(
  folder = root,
  notice = "Installing the packages of package-lock.json (once, about a minute) ...",
) {
  if (isInstalled(folder)) return;
  console.error(notice);
  await npmOrExplain(["ci", ...options], folder);
  rememberInstall(folder);
}

/** Installs one package into a folder of its own, outside every lockfile. */
export const installPackage = (name, folder) =>
  npmOrExplain(
    ["install", name, `--prefix=${folder}`, "--no-save", "--no-package-lock", ...options],
    folder,
  );

async function npmOrExplain(args, cwd) {
  const [program, rest, more] = npm(...args);
  const { ok, output } = await runCaptured(program, rest, { ...more, cwd });
  if (!ok) throw new Error(explain(output, args[0]));
}

function explain(output, command) {
  const errors = output.split("\n").filter((line) => line.startsWith("npm error"));
  const reason = unreachable.exec(output)?.[1];
  if (reason === undefined) {
    return `${errors.join("\n") || output.trimEnd()}\n\nnpm ${command} failed, for the reason above.`;
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
