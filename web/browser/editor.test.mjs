// The editor: break the text, see what is wrong, mend it; changes go both ways.
import assert from "node:assert/strict";
import { test } from "node:test";
import { box, comments, open, until, visit } from "./stage.mjs";

/** type puts words in place of the first occurrence of others, as somebody does who looks for them and types. */
async function type(page, old, words) {
  await page.locator(".cm-content").click();
  await page.keyboard.press("Control+f");
  await page.locator(".cm-search input[name=search]").fill(old);
  await page.locator(".cm-search input[name=search]").press("Enter");
  await page.keyboard.press("Escape");
  await page.keyboard.insertText(words);
}

test("a text that breaks keeps the picture, greyed, with what is wrong; mended, it is as before", async (t) => {
  const studio = await open();
  const before = await studio.text();
  const page = await visit(t, studio, "/editor");
  await type(page, "in: front, zones: 3", "in: fornt, zones: 3");
  await page.locator(".cm-lintRange-error, .cm-lintPoint-error").first().waitFor();
  await page.getByText("Not saved (Ctrl+S). 1 error.").waitFor();
  assert.equal(await studio.text(), before, "what is typed is written only when it is saved");

  await page.keyboard.press("Control+s");
  await page.locator("main.stale").waitFor();
  await page.locator(".notices").getByText(/is not a boundary|fornt/).first().waitFor();
  await page.getByRole("link", { name: "Overview" }).click();
  assert.ok(await box(page, "finder").isVisible(), "the last good picture is gone");
  await page.getByRole("button", { name: "Open the editor" }).click();

  await type(page, "fornt", "front");
  await page.keyboard.press("Control+s");
  await page.locator("main:not(.stale)").waitFor();
  await page.locator(".notices .bad").waitFor({ state: "detached" });
  assert.equal(await studio.text(), before);
});

test("a change of the text shows in the diagram, and one in the inspector shows in the text", async (t) => {
  const studio = await open();
  const before = await studio.text();
  const page = await visit(t, studio, "/editor?sel=c:finder");
  await type(page, "replicas: 4", "replicas: 7");
  await page.getByRole("button", { name: "Save" }).click();
  const replicas = page.getByRole("complementary", { name: "Selected" }).getByLabel("replicas", { exact: true });
  await until("the inspector shows what was typed", async () => (await replicas.inputValue()) === "7");
  await replicas.fill("9");
  await replicas.press("Enter");
  await until("the file has it", async () => (await studio.text()).includes("replicas: 9"));
  await page.locator(".cm-content").click();
  await page.getByText("As on the disk.").waitFor();
  assert.deepEqual(comments(await studio.text()), comments(before));

  await page.getByRole("button", { name: "Undo" }).click();
  await until("the first step back", async () => (await studio.text()).includes("replicas: 7"));
  await page.getByRole("button", { name: "Undo" }).click();
  await until("the second step back", async () => (await studio.text()) === before);
});

test("markup in a file stays text", async (t) => {
  const studio = await open({ text: `loadpath: 1\nsystem: shop\ntitle: "<img src=x onerror=document.title='taken'>"\nactors:\n  buyer: {daily: 10k}\ncomponents:\n  api: {kind: service, title: "<script>document.title='taken'</script>", replicas: 2, cores: 2}\nflows:\n  buy: {by: buyer, rate: 20/s, steps: [{call: api, work: 2ms}]}\n` });
  const page = await visit(t, studio, "/overview?sel=c:api");
  await page.getByRole("heading", { name: "<script>" }).waitFor();
  await page.getByRole("link", { name: "Document" }).click();
  await page.frameLocator("iframe").getByText("<img src=x").first().waitFor();
  assert.notEqual(await page.title(), "taken");
});
