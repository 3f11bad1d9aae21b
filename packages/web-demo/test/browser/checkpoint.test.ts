import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { fromPretrained } from "@qkv/nn/pretrained";
import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { countText } from "../../src/views/checkpoint/parts.ts";
import { en } from "../../src/words/en.ts";
import { type Explorer, explorer, inBrowser } from "./explorer.ts";

const text = en.views.checkpoint;
const whale = fileURLToPath(new URL("../../public/models/whale", import.meta.url));
const names = ["config.json", "model.safetensors", "tokenizer.json"] as const;
const whaleFiles = () =>
  Object.fromEntries(names.map((name) => [name, readFileSync(`${whale}/${name}`)]));

inBrowser("a checkpoint of one's own", (browser) => {
  let opened: Explorer;
  beforeAll(async () => {
    opened = await explorer(browser());
  });
  afterAll(() => opened?.page.context().close());

  /** Files dropped on the page, as a person lets go of them. */
  async function drop(files: Readonly<Record<string, string | Buffer>>) {
    const encoded = Object.entries(files).map(
      ([name, content]) => [name, Buffer.from(content).toString("base64")] as const,
    );
    const data = await opened.page.evaluateHandle((all) => {
      const transfer = new DataTransfer();
      for (const [name, base64] of all) {
        const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
        transfer.items.add(new File([bytes], name));
      }
      return transfer;
    }, encoded);
    await opened.page.dispatchEvent("[data-drop]", "drop", { dataTransfer: data });
  }
  const says = (message: string | RegExp) =>
    opened.page.getByRole("alert").getByText(message).waitFor();

  it("says what is wrong with what cannot be opened, and stays usable", async () => {
    await opened.open("#/checkpoint");
    await drop({ "notes.txt": "no model" });
    await says(/config\.json/);
    await drop({ ...whaleFiles(), "config.json": "{ no json" });
    await says(/config\.json is no JSON/);
    await drop({ ...whaleFiles(), "config.json": '{ "model_type": "unheard-of" }' });
    await says(/unheard-of/);
    await drop({
      ...whaleFiles(),
      "model.safetensors": readFileSync(`${whale}/model.safetensors`).subarray(0, 5000),
    });
    await says(/safetensors/);
    expect(await opened.page.locator("[data-facts]").count()).toBe(1); // what config.json says
    expect(opened.page.url()).not.toContain("model=");
  });

  it("says that a model is too large before its weights are read", async () => {
    const config = {
      ...JSON.parse(readFileSync(`${whale}/config.json`, "utf8")),
      ...{ n_layer: 48, n_embd: 6400, n_head: 100 },
    };
    // Its weights are no file at all: nobody may come to read them.
    await drop({ "config.json": JSON.stringify(config), "model.safetensors": "no weights" });
    await says(/too large/);
    const memory = await opened.page.locator("[data-memory]").textContent();
    expect(memory).toContain("94.4 GB"); // 4 (48 (12 E^2 + 13 E) + (512 + 64 + 2) E) bytes
    expect(opened.page.url()).not.toContain("model=");
  });

  it("opens a folder that is good, says what it is, and leads to the other views", async () => {
    const { page } = opened;
    const history = '{"step":1,"loss":3}\n{"step":2,"loss":2}\n';
    await drop({ ...whaleFiles(), "history.jsonl": history });
    await expect.poll(() => page.url()).toContain("model=folder:files");
    await opened.settled();
    await page.getByText(text.oneMoment(2)).waitFor();
    expect(await page.getByRole("alert").count()).toBe(0);
    const facts = await page.locator("[data-facts]").textContent();
    const { model } = await fromPretrained(whale);
    expect(facts).toContain(countText(model.numParameters()));
    expect(facts).toContain(text.roles.decoder);
    model.dispose();
    await page.getByRole("link", { name: en.views.follow.name }).last().click();
    await opened.settled();
    await page.locator(".bars").first().waitFor();
    expect(page.url()).toContain("#/follow?model=folder:files");
  });

  it("opens a folder from the picker by its own name, and says so of a link in another session", async () => {
    const { page } = opened;
    await opened.open("#/checkpoint");
    await page.getByLabel(text.folder).setInputFiles(whale);
    await expect.poll(() => page.url()).toContain("model=folder:whale");
    await page.reload();
    await opened.settled();
    await says(en.models.reopen("whale"));
    expect(opened.troubles).toEqual([]);
  });

  it("stops the download of a model of the hub where one cancels", async () => {
    const files = whaleFiles();
    const hashed = (content: Buffer) =>
      createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
    const sha = "0123456789abcdef0123456789abcdef01234567";
    const siblings = names.map((rfilename) => ({
      ...{ rfilename, size: files[rfilename]!.length, blobId: hashed(files[rfilename]!) },
    }));
    const hub = await explorer(browser(), { url: inject("pages").plain });
    const { page } = hub;
    await page.context().route("https://huggingface.co/**", (route) => {
      const url = route.request().url();
      const headers = { "access-control-allow-origin": "*" };
      if (url.includes("/api/")) return route.fulfill({ headers, json: { sha, siblings } });
      const name = names.find((one) => url.endsWith(one))!;
      // The weights never come.
      return name === "model.safetensors"
        ? undefined
        : route.fulfill({ headers, body: files[name]! });
    });
    const weights = page
      .context()
      .waitForEvent("request", (one) => one.url().endsWith("safetensors"));
    await hub.open("#/checkpoint");
    await page.getByLabel(text.hub).fill("someone/whale");
    await page.getByRole("button", { name: text.look, exact: true }).click();
    const asked = await weights;
    const ended = page.context().waitForEvent("requestfailed", (one) => one === asked);
    await page.getByRole("button", { name: text.cancel }).click();
    await ended;
    expect(asked.failure()?.errorText).toBe("net::ERR_ABORTED");
    await expect.poll(() => page.getByRole("button", { name: text.cancel }).count()).toBe(0);
    expect(await page.getByRole("alert").count()).toBe(0);
    await page.context().close();
  });
});
