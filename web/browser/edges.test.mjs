// What happens around the page: other tabs, the disk, the network, other origins, large files.
import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import { test } from "node:test";
import { box, open, until, visit } from "./stage.mjs";

const replicas = (page) => page.getByRole("complementary", { name: "Selected" }).getByLabel("replicas", { exact: true });

test("two tabs on one file: what one changes, the other shows", async (t) => {
  const studio = await open();
  const one = await visit(t, studio, "/overview?sel=c:finder");
  const other = await visit(t, studio, "/overview?sel=c:finder");
  await replicas(other).waitFor();
  await replicas(one).fill("6");
  await replicas(one).press("Enter");
  await until("the other tab shows it", async () => (await replicas(other).inputValue()) === "6");
  await box(other, "finder").getByText("×6").waitFor();
});

test("a change that meets another one on the disk is shown and overwrites nothing", async (t) => {
  const studio = await open();
  const page = await visit(t, studio, "/overview?sel=c:finder");
  await replicas(page).waitFor();
  // The page does not hear of what happens next, as when both change at the same moment.
  await page.route("**/api/state*", () => {});
  const elsewhere = (await studio.text()).replace("replicas: 4", "replicas: 8");
  await studio.write(elsewhere);
  await replicas(page).fill("5");
  await replicas(page).press("Enter");
  await page.getByText("The file was changed elsewhere").waitFor();
  assert.equal(await studio.text(), elsewhere);
  await page.getByRole("button", { name: "Take what is on the disk" }).click();
  await until("what is on the disk is shown", async () => (await replicas(page).inputValue()) === "8");
  assert.equal(await page.getByText("The file was changed elsewhere").count(), 0);
});

test("a file that is deleted leaves its last picture, and comes back with the file", async (t) => {
  const studio = await open();
  const text = await studio.text();
  const page = await visit(t, studio);
  await box(page, "finder").waitFor();
  await rm(studio.file);
  await page.getByText("design.yaml is gone.").waitFor();
  await page.locator("main.stale").waitFor();
  assert.ok(await box(page, "finder").isVisible());
  await studio.write(text.replace("title: Online shop", "title: Shop again"));
  await page.getByRole("heading", { name: "Shop again" }).waitFor();
  await page.locator("main:not(.stale)").waitFor();
});

test("a file that is not there yet is awaited", async (t) => {
  const studio = await open({ missing: true });
  const page = await visit(t, studio);
  await page.getByText("loadpath studio").first().waitFor();
  await studio.write(await (await open()).text());
  await page.getByRole("heading", { name: "Online shop" }).waitFor();
});

test("a studio that is started again at its address is found again, and can be written to", async (t) => {
  const studio = await open();
  const page = await visit(t, studio, "/overview?sel=c:finder");
  await replicas(page).waitFor();
  await studio.stop();
  await page.getByText("The studio does not answer").waitFor();
  await studio.start();
  await page.getByText("The studio does not answer").waitFor({ state: "detached" });
  const before = await studio.text();
  await replicas(page).fill("11");
  await replicas(page).press("Enter");
  await until("the change is in the file", async () => (await studio.text()) === before.replace("replicas: 4", "replicas: 11"));
});

test("a page of another origin gets no answer", async (t) => {
  const studio = await open();
  const before = await studio.text();
  const elsewhere = createServer((_, answer) => answer.setHeader("Content-Type", "text/html").end("<title>elsewhere</title>"));
  await new Promise((up) => elsewhere.listen(0, "127.0.0.1", up));
  t.after(() => elsewhere.close());
  const page = await visit(t, { address: `http://127.0.0.1:${elsewhere.address().port}` });
  const asked = await page.evaluate(async (address) => {
    const outcome = (path, init) => fetch(address + path, init).then((r) => r.type, () => "refused");
    const framed = await new Promise((shown) => {
      const frame = Object.assign(document.createElement("iframe"), { src: address, onload: () => shown(frame.contentDocument) });
      document.body.append(frame);
    });
    return { read: await outcome("/api/state"), events: await outcome("/api/events"), write: await outcome("/api/text", { method: "POST", body: '{"revision":"","text":"x"}' }), framed };
  }, studio.address);
  assert.deepEqual(asked, { read: "refused", events: "refused", write: "refused", framed: null });
  const blind = await page.evaluate((address) => fetch(`${address}/api/text`, { method: "POST", mode: "no-cors", body: '{"revision":"","text":"x"}' }).then(() => "sent", () => "refused"), studio.address);
  assert.ok(["sent", "refused"].includes(blind));
  assert.equal(await studio.text(), before);
});

test("a file of 5,000 lines is edited like a short one", async (t) => {
  const studio = await open();
  await studio.write((await studio.text()) + "# a line of the long history of this file\n".repeat(4500));
  const page = await visit(t, studio, "/editor?line=4900");
  await page.locator(".cm-gutterElement", { hasText: /^4900$/ }).waitFor();
  await page.keyboard.press("End");
  await page.keyboard.type(" and more");
  await page.getByText("The design checks.").waitFor();
  await page.keyboard.press("Control+s");
  await until("it is saved", async () => (await studio.text()).split("\n")[4899].endsWith(" and more"));
  await page.getByText("As on the disk.").waitFor();
});
