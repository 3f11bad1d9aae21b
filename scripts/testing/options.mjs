export const usage = `npm test -- [--changed[=REV]] [--exhaustive] [--help]

  --changed[=REV]  only the checks and test files that a change touches: what differs, uncommitted and
                   untracked files included, from where this branch left REV (main, where none is named)
  --exhaustive     what is left out otherwise, further cases on WebGPU devices and in browsers, and nothing else:
                   npm run -s test:exhaustive
  --help           this text

Without an option all checks run, and all suites but for their exhaustive part.`;

const known = "--changed, --changed=REV, --exhaustive and --help";

/** The arguments of `npm test`, checked: { help, changed, exhaustive }, where changed is a revision, true for main, or false. */
export function testOptions(args) {
  const options = { help: false, changed: false, exhaustive: false };
  for (const argument of args) {
    if (argument === "--help") options.help = true;
    else if (argument === "--exhaustive") options.exhaustive = true;
    else if (argument === "--changed") options.changed = true;
    else if (argument.startsWith("--changed=")) options.changed = revision(argument);
    else throw new RangeError(`${argument} is no option of npm test, which knows ${known}`);
  }
  return options;
}

function revision(argument) {
  const named = argument.slice("--changed=".length);
  // What begins with a dash would be an option of git's.
  if (named === "" || named.startsWith("-"))
    throw new RangeError(`${argument}: expected a revision, as in --changed=HEAD~1`);
  return named;
}
