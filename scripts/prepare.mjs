import "./check-node.mjs";
import { installIfNeeded } from "./install.mjs";
import { plainEnvironment } from "./plain-environment.mjs";
import { runCaptured } from "./run-captured.mjs";
import { turboBuild } from "./turbo-build.mjs";

/** Installs what is missing; says why and returns false where that fails. */
export async function install() {
  try {
    await installIfNeeded();
  } catch (error) {
    console.error(error.message);
    return false;
  }
  return true;
}

/** Builds what changed since the last build: { ok, output, seconds }. */
export async function build() {
  const notice = setTimeout(() => console.error("Building the packages ..."), 700);
  const result = await runCaptured(...turboBuild(plainEnvironment()));
  clearTimeout(notice);
  return result;
}

/** Both; says why and returns false where one fails. */
export async function installAndBuild() {
  if (!(await install())) return false;
  const { ok, output } = await build();
  if (!ok) console.error(`${output.trimEnd()}\n\nThe build failed, for the reason above.`);
  return ok;
}
