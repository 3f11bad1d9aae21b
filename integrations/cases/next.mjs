import { timed } from "../timed.mjs";

/** Next.js: a server component and a client component that both train, by either of its bundlers. */
export default {
  title: "Next.js",
  tools: { next: "16.4.6", react: "19.2.9", "react-dom": "19.2.9" },
  async run(project, { on }) {
    await project.writeProgram("esm", "program");
    project.write({
      "next.config.js": `const isolated = [
  { key: "Cross-Origin-Opener-Policy", value: "same-origin" },
  { key: "Cross-Origin-Embedder-Policy", value: "require-corp" },
];
export default { headers: async () => [{ source: "/(.*)", headers: isolated }] };
`,
      "app/layout.js":
        'export default ({ children }) => <html lang="en"><body>{children}</body></html>;\n',
      "app/icon.svg": '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1" />',
      "app/page.js": `import { Browser } from "./browser.js";
import { train } from "../program/train.js";

export const dynamic = "force-dynamic";

export default async function Page() {
  const { written, losses } = await train();
  return <main><p>the server wrote {JSON.stringify(written)} at {losses.at(-1) < 2.1 ? "a low" : "no"} loss</p><Browser /></main>;
}
`,
      "app/browser.js": `"use client";
import { useEffect } from "react";
import { answer } from "../program/page.js";

let asked;
export function Browser() {
  useEffect(() => {
    asked ??= answer().then((outcome) => console.log("outcome " + JSON.stringify(outcome)));
  });
  return <p>the browser trains too</p>;
}
`,
    });
    return [...(await built(project, on, [])), ...(await built(project, ["wasm"], ["--webpack"]))];
  },
};

async function built(project, on, flags) {
  const env = { NEXT_TELEMETRY_DISABLED: "1" };
  await project.tool("next", "build", ...flags);
  const server = await project.serve("next", ["start", "--port", "PORT"], { env });
  const named = (one) => ({ ...one, engine: [one.engine, ...flags].join(" ") });
  try {
    const rendered = await timed("server component", async () => {
      const text = (await (await fetch(server.url)).text()).replaceAll("<!-- -->", "");
      const right = /the server wrote &quot;the .{8,24}&quot; at a low loss/.test(text);
      return { faults: right ? [] : [`the page says ${text.slice(0, 600)}`] };
    });
    return [rendered, ...(await server.visit({ on }))].map(named);
  } finally {
    await server.stop();
  }
}
