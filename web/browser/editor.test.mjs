// The editor: break the text and mend it, be helped while typing, change it here and elsewhere, undo across both.
import assert from "node:assert/strict";
import { test } from "node:test";
import { box, comments, open, until, visit } from "./stage.mjs";

const small = `loadpath: 1 # the language
system: shop
title: Small shop
actors:
  buyer: {daily: 10k} # from the report
components:
  api: {kind: service, replicas: 2, cores: 2} # two for safety
  db:
    kind: sql
    replicas: 1
flows:
  buy: {by: buyer, rate: 20/s, steps: [{call: api, work: 2ms, steps: [{read: db}]}]}
`;

const textOf = (page) => page.locator(".cm-content");
const line = (page, words) => page.locator(".cm-line", { hasText: words }).first();
const status = (page) => page.locator(".toolbar").getByRole("status");
const inspector = (page) => page.getByRole("complementary", { name: "Selected" });

/** typed waits until what was typed is checked. */
const typed = (page, words) => status(page).getByText(words).waitFor();

/** find selects the first occurrence of words. */
async function find(page, words) {
  await textOf(page).focus();
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("Control+f");
  await page.getByRole("textbox", { name: "Find" }).fill("");
  await page.keyboard.type(words);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
}

/** type puts words in place of the first occurrence of others, as somebody does who looks for them and types. */
async function type(page, old, words) {
  await find(page, old);
  await page.keyboard.insertText(words);
}

test("a text that breaks greys the picture and says what is wrong; mended, all is as before", async (t) => {
  const studio = await open();
  const before = await studio.text();
  const page = await visit(t, studio, "/editor");
  await type(page, "in: front, zones: 3", "in: fornt, zones: 3");
  await page.locator(".cm-lintRange-error").first().waitFor();
  await typed(page, "Not saved (Ctrl+S). 1 error.");
  await page.locator(".pictured.stale").waitFor();
  assert.equal(await studio.text(), before, "what is typed is written only when it is saved");

  await page.keyboard.press("Control+s");
  await page.locator("main.stale").waitFor();
  await page.getByRole("link", { name: "Overview" }).click();
  assert.ok(await box(page, "finder").isVisible(), "the last good picture is gone");
  await page.getByRole("button", { name: "Open the editor" }).click();

  await type(page, "fornt", "front");
  await page.keyboard.press("Control+s");
  await page.locator("main:not(.stale)").waitFor();
  await until("it is as before", async () => (await studio.text()) === before);
});

test("the diagram follows what is typed, before it is saved", async (t) => {
  const studio = await open({ text: small });
  const page = await visit(t, studio, "/editor");
  await type(page, "replicas: 2", "replicas: 7");
  await box(page, "api").getByText("×7").waitFor();
  assert.equal(await studio.text(), small);
});

test("a box leads to its key, and the cursor to its box", async (t) => {
  const page = await visit(t, await open(), "/editor");
  await box(page, "orders-db").click();
  await page.locator(".cm-activeLine", { hasText: "orders-db:" }).waitFor();
  await find(page, "tech: opensearch");
  await page.waitForURL(/sel=c%3Afinder/);
  await inspector(page).getByRole("heading", { name: "finder" }).waitFor();
});

test("keys, words and names are offered where they fit, each with what it means", async (t) => {
  const studio = await open({ text: small });
  const page = await visit(t, studio, "/editor");
  const offers = page.getByRole("listbox", { name: "Completions" });
  const means = page.locator(".cm-completionInfo");
  await type(page, "replicas: 1", "replicas: 1\n    ");
  await page.keyboard.type("bac");
  await offers.getByRole("option", { name: /^backup/ }).waitFor();
  await means.getByText("how often").waitFor();
  await page.keyboard.press("Escape");
  for (let i = 0; i < 3; i++) await page.keyboard.press("Backspace");
  await page.keyboard.type("isol");
  await means.getByText("Isolation of transactions").waitFor();
  await offers.getByRole("option", { name: /^isolation/ }).click();
  await line(page, "isolation:").waitFor();
  await page.keyboard.type("ser");
  await offers.getByRole("option", { name: /^serializable/ }).click();
  await typed(page, "The design checks.");
  await page.keyboard.press("Control+s");
  await until("it is saved", async () => (await studio.text()).includes("    replicas: 1\n    isolation: serializable\n"));
  assert.deepEqual(comments(await studio.text()), comments(small));
});

test("a word says what it means and what it comes to", async (t) => {
  const page = await visit(t, await open({ text: small }), "/editor?line=7");
  await textOf(page).getByText("api", { exact: true }).first().hover();
  const said = page.locator(".said");
  await said.getByText("component api").waitFor();
  await said.getByRole("button", { name: "utilization", exact: true }).waitFor();
  await textOf(page).getByText("kind", { exact: true }).first().hover();
  await said.getByText("What it is; decides behaviour and drawing.").waitFor();
  await textOf(page).focus();
  await page.keyboard.press("Control+Home");
  await page.keyboard.press("F1");
  await said.getByText("Version of this language").waitFor();
});

test("what checks ask is underlined and follows what is typed; F8 leads to mistakes only", async (t) => {
  const page = await visit(t, await open({ text: small }), "/editor");
  const asked = line(page, "replicas: 1").locator(".cm-finding");
  await asked.hover();
  const asks = page.locator(".said.finds", { hasText: "Component runs a single replica" });
  await asks.getByText("db", { exact: false }).first().waitFor();
  await asks.locator(".mend", { hasText: "replicas: 2" }).waitFor();
  await typed(page, "8 findings.");

  await type(page, "Small shop", "Shop with a longer name");
  await page.waitForResponse((r) => r.url().includes("/api/check"));
  assert.equal(await asked.textContent(), "1");
  await type(page, "call: api", "call: aip");
  await typed(page, "1 error.");
  await page.locator(".cm-finding").first().waitFor({ state: "detached" });
  await type(page, "call: aip", "call: api");
  await asked.waitFor();

  await page.keyboard.press("Control+Home");
  await page.keyboard.press("F8");
  assert.ok(await line(page, "loadpath: 1").evaluate((l) => l.classList.contains("cm-activeLine")), "F8 led to a finding");
  await type(page, "replicas: 2, cores: 2", "replicas: 2, zones: 2, cores: 2");
  await typed(page, "7 findings.");
});

test("a fix is shown before it is made", async (t) => {
  const studio = await open({ text: small });
  const page = await visit(t, studio, "/editor");
  await type(page, "call: api", "call: aip");
  await page.locator(".cm-lintRange-error").first().hover();
  const fixing = page.locator(".cm-diagnostic");
  await fixing.locator("code.old", { hasText: "call: aip" }).waitFor();
  await fixing.locator("code.new", { hasText: "call: api" }).waitFor();
  await fixing.getByRole("button", { name: "Fix it" }).click();
  await typed(page, "As on the disk. The design checks.");
});

test("undo goes through text and inspector alike, last change first", async (t) => {
  const studio = await open({ text: small });
  const page = await visit(t, studio, "/editor?sel=c:api");
  await type(page, "work: 2ms", "work: 3ms");
  await page.keyboard.press("Control+s");
  await typed(page, "As on the disk.");
  const replicas = inspector(page).getByLabel("replicas", { exact: true });
  await replicas.fill("9");
  await replicas.press("Enter");
  await line(page, "replicas: 9").waitFor();
  assert.equal(await studio.text(), small.replace("work: 2ms", "work: 3ms").replace("replicas: 2", "replicas: 9"));

  await textOf(page).focus();
  await page.keyboard.press("Control+z");
  await until("the inspector's change is taken back in the text", async () => (await studio.text()) === small.replace("work: 2ms", "work: 3ms"));
  await typed(page, "As on the disk.");
  await page.keyboard.press("Control+z");
  await typed(page, "Not saved (Ctrl+S).");
  await line(page, "work: 2ms").waitFor();
  await page.keyboard.press("Control+Shift+Z");
  await typed(page, "As on the disk.");

  await page.getByRole("button", { name: "Undo" }).click();
  await until("the saved text is taken back from outside", async () => (await studio.text()) === small);
  await line(page, "work: 2ms").waitFor();
  await textOf(page).focus();
  await page.keyboard.press("Control+z");
  await page.keyboard.press("Control+Shift+Z");
  await until("and made again from inside", async () => (await studio.text()) === small.replace("work: 2ms", "work: 3ms"));
});

test("a change elsewhere on the page joins what is being typed", async (t) => {
  const studio = await open({ text: small });
  const page = await visit(t, studio, "/editor?sel=c:api");
  await type(page, "work: 2ms", "work: 5ms");
  await typed(page, "Not saved (Ctrl+S).");
  const replicas = inspector(page).getByLabel("replicas", { exact: true });
  await replicas.fill("3");
  await replicas.press("Enter");
  await until("the inspector's change is written alone", async () => (await studio.text()) === small.replace("replicas: 2", "replicas: 3"));
  await line(page, "work: 5ms").waitFor();
  await page.getByRole("button", { name: "Save" }).click();
  await until("both are saved", async () => (await studio.text()) === small.replace("work: 2ms", "work: 5ms").replace("replicas: 2", "replicas: 3"));
});

test("what is typed is kept while one looks elsewhere", async (t) => {
  const studio = await open({ text: small });
  const page = await visit(t, studio, "/editor");
  await type(page, "replicas: 2", "replicas: 4");
  await page.getByRole("link", { name: "Overview" }).click();
  await page.getByText("The editor holds text that is not saved.").waitFor();
  await page.getByRole("button", { name: "Open the editor" }).click();
  await typed(page, "Not saved (Ctrl+S).");
  await textOf(page).focus();
  await page.keyboard.press("Control+z");
  await typed(page, "As on the disk.");
});

test("a text that changed on the disk meanwhile is shown beside what is typed, and nothing is lost", async (t) => {
  const studio = await open({ text: small });
  const page = await visit(t, studio, "/editor");
  await type(page, "replicas: 2", "replicas: 4");
  await typed(page, "Not saved (Ctrl+S).");
  const theirs = small.replace("replicas: 2", "replicas: 8");
  await studio.write(theirs);
  const dialog = page.getByRole("dialog", { name: "The file was changed elsewhere" });
  await dialog.locator(".old", { hasText: "replicas: 8" }).waitFor();
  await dialog.locator(".new", { hasText: "replicas: 4" }).waitFor();

  await dialog.getByRole("button", { name: "Go on editing" }).click();
  await page.getByRole("button", { name: "The disk has another text …" }).waitFor();
  await textOf(page).focus();
  await page.keyboard.press("Control+s");
  await dialog.waitFor();
  assert.equal(await studio.text(), theirs, "it was written over without a question");

  await dialog.getByRole("button", { name: "Take what is on the disk" }).click();
  await typed(page, "As on the disk.");
  await textOf(page).focus();
  await page.keyboard.press("Control+z");
  await typed(page, "Not saved (Ctrl+S).");
  await line(page, "replicas: 4").waitFor();
  await studio.write(theirs.replace("title: Small shop", "title: Other shop"));
  await dialog.getByRole("button", { name: "Write both changes" }).click();
  await until("both are written", async () => (await studio.text()) === small.replace("title: Small shop", "title: Other shop").replace("replicas: 2", "replicas: 4"));
  await typed(page, "As on the disk.");
});

test("a finding shows what would mend it, and is mended", async (t) => {
  const studio = await open({ text: small });
  const page = await visit(t, studio, "/findings");
  const finding = page.getByRole("article").filter({ hasText: "Component runs a single replica" });
  await finding.getByRole("button", { name: "Preview the fix" }).click();
  await finding.locator(".old", { hasText: "replicas: 1" }).waitFor();
  await finding.locator(".new", { hasText: "replicas: 2" }).waitFor();
  assert.equal(await studio.text(), small);
  await finding.getByRole("button", { name: "Apply" }).click();
  await finding.waitFor({ state: "detached" });
  assert.equal(await studio.text(), small.replace("replicas: 1", "replicas: 2"));
  await page.getByRole("button", { name: "Undo" }).click();
  await finding.waitFor();
  assert.equal(await studio.text(), small);
});

test("the bar between text and diagram moves with the keyboard", async (t) => {
  const page = await visit(t, await open({ text: small }), "/editor");
  const bar = page.getByRole("separator", { name: "Width of the text" });
  const width = async () => (await page.locator(".editor").boundingBox()).width;
  const before = await width();
  await bar.focus();
  await page.keyboard.press("ArrowLeft");
  await until("the text is narrower", async () => (await width()) < before);
});

test("markup in a file stays text", async (t) => {
  const studio = await open({ text: small.replace("api: {", `api: {title: "<script>document.title='taken'</script>", `).replace("title: Small shop", `title: "<img src=x onerror=document.title='taken'>"`) });
  const page = await visit(t, studio, "/editor?sel=c:api");
  await inspector(page).getByRole("heading", { name: "<script>" }).waitFor();
  await textOf(page).getByText("api", { exact: true }).first().hover();
  await page.locator(".said").getByText("<script>").waitFor();
  await page.getByRole("link", { name: "Document" }).click();
  await page.frameLocator("iframe").getByText("<img src=x").first().waitFor();
  assert.notEqual(await page.title(), "taken");
});
