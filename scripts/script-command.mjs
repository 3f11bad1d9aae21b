import { parseArgs } from "node:util";
import { installAndBuild } from "./prepare.mjs";

/**
 * The command line of a script that works on built packages. `read` makes of the values what `run` gets when all is built, or
 * throws what is wrong with them. Resolves with the exit code.
 */
export async function scriptCommand({ name, usage, options, read = (values) => values, run }) {
  let given;
  let build;
  try {
    const { values } = parseArgs({
      options: {
        ...options,
        "no-build": { type: "boolean" },
        help: { type: "boolean", short: "h" },
      },
    });
    if (values.help) {
      console.log(usage);
      return 0;
    }
    build = !values["no-build"];
    given = read(values);
  } catch (error) {
    console.error(`${name}: ${error.message}\n\n${usage}`);
    return 1;
  }
  if (build && !(await installAndBuild())) return 1;
  return run(given);
}
