/** An npm command as [program, args, options], run by the npm that runs us where there is one. */
export function npm(...args) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith("npm-cli.js")) return [process.execPath, [cli, ...args]];
  return ["npm", args, { shell: process.platform === "win32" }];
}
