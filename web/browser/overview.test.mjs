// The overview: a node, its facts, undo; the palette, the keys, and links to every view.
import assert from "node:assert/strict";
import { test } from "node:test";
import { box, comments, open, until, visit } from "./stage.mjs";

test("a click on a part shows its facts, and a fact changed there changes the file and nothing else", async (t) => {
  const studio = await open();
  const before = await studio.text();
  const page = await visit(t, studio);
  await box(page, "finder").click();
  const facts = page.getByRole("complementary", { name: "Selected" });
  const replicas = facts.getByLabel("replicas", { exact: true });
  assert.equal(await replicas.inputValue(), "4");
  await replicas.fill("5");
  await replicas.press("Enter");
  await box(page, "finder").getByText("×5").waitFor();
  const after = await studio.text();
  const changed = before.split("\n").flatMap((line, i) => (after.split("\n")[i] === line ? [] : [[line.trim(), after.split("\n")[i].trim()]]));
  assert.deepEqual(changed, [["replicas: 4", "replicas: 5"]]);
  assert.deepEqual(comments(after), comments(before));

  await page.getByRole("button", { name: "Undo" }).click();
  await box(page, "finder").getByText("×4").waitFor();
  assert.equal(await studio.text(), before);
  await page.getByRole("button", { name: "Redo" }).click();
  await box(page, "finder").getByText("×5").waitFor();
  assert.equal(await studio.text(), after);
  await page.keyboard.press("Control+z");
  await until("the keyboard takes it back", async () => (await studio.text()) === before);
});

test("a value that the language does not have is refused or shown, and the picture stays", async (t) => {
  const studio = await open();
  const page = await visit(t, studio, "/overview?sel=c:finder");
  const replicas = page.getByRole("complementary", { name: "Selected" }).getByLabel("replicas", { exact: true });
  await replicas.fill("<b>many</b>");
  await replicas.press("Enter");
  await page.locator(".notices .bad").waitFor();
  assert.equal(await page.locator(".notices b b").count(), 0, "text of the file became markup");
  assert.ok(await box(page, "finder").isVisible());
});

test("every overlay has a picture, and the address says which", async (t) => {
  const page = await visit(t, await open());
  for (const [overlay, figure] of [["latency", /[mu]s$/], ["cost", /^\$/], ["availability", /%$|nines$/], ["findings", /^none$/], ["load", /\/s$/]]) {
    await page.locator(".choice").getByText(overlay, { exact: true }).click();
    await box(page, "catalogue-db").getByText(figure).first().waitFor();
    assert.match(page.url(), new RegExp(`overlay=${overlay}`));
  }
});

test("Ctrl+K finds a part by a few letters, ? lists the keys, digits change the screen", async (t) => {
  const page = await visit(t, await open());
  await box(page, "finder").waitFor();
  await page.keyboard.press("Control+k");
  const find = page.getByRole("combobox", { name: "Find anything" });
  await find.fill("orders-db sql");
  await page.getByRole("option").first().waitFor();
  await find.press("Enter");
  await page.getByRole("complementary", { name: "Selected" }).getByText("orders-db").first().waitFor();
  assert.match(page.url(), /sel=c%3Aorders-db/);
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog", { name: "Keys" });
  await keys.getByText("find anything").waitFor();
  await page.keyboard.press("Escape"); // and the key right behind it counts
  for (const [key, screen] of [["3", "chaos"], ["0", "editor"], ["1", "overview"]]) {
    if (screen === "overview") await page.getByRole("link", { name: "Overview" }).focus(); // the editor keeps what is typed
    await page.keyboard.press(key);
    await page.waitForURL(`**/${screen}*`);
  }
});

test("boxes are reached and chosen with the keyboard alone", async (t) => {
  const page = await visit(t, await open());
  await box(page, "edge").focus();
  await page.keyboard.press("Enter");
  await page.waitForURL(/sel=c%3Aedge/);
  await page.keyboard.press("Escape");
  await page.waitForURL((url) => !url.search.includes("sel="));
  await box(page, "edge").focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(/sel=c%3A(catalogue|cart|checkout)$/);
});

test("the steps on the left tell what is open", async (t) => {
  const page = await visit(t, await open());
  const steps = page.getByRole("complementary", { name: "Steps" });
  await steps.getByRole("button").first().waitFor();
  assert.equal(await steps.getByRole("button").count(), 16);
  await steps.getByRole("button").first().click();
  await steps.getByText(/questions are answered|\?/).first().waitFor();
});

test("both witnesses are heard on every requirement", async (t) => {
  const page = await visit(t, await open());
  await page.getByText(/^Reviewed: /).waitFor();
  const demands = page.getByRole("list", { name: "Requirements" }).getByRole("listitem");
  // What does not fit is counted, and one click away.
  const more = page.getByRole("button", { name: /^\d+ more/ });
  if (await more.count()) assert.equal((await demands.count()) + parseInt(await more.textContent()), 13), await more.click();
  assert.equal(await demands.count(), 13);
  await demands.filter({ hasText: "search p99" }).getByText("simulated").waitFor({ state: "attached" });
  assert.match(await demands.filter({ hasText: "search p99" }).getAttribute("title"), /closed form: [\s\S]*simulated: /);
  assert.match(await demands.filter({ hasText: "cost" }).getAttribute("title"), /closed form: [\s\S]*one witness/);
});

test("back and forward lead through what was looked at", async (t) => {
  const page = await visit(t, await open(), "/cost");
  await page.getByRole("link", { name: "Findings" }).click();
  await page.getByRole("heading", { name: /open/ }).first().waitFor();
  await page.goBack();
  await page.getByRole("heading", { name: /a month/ }).waitFor();
  await page.goForward();
  await page.waitForURL("**/findings");
});

test("the page turns dark and light, and stays so", async (t) => {
  const page = await visit(t, await open());
  await page.getByRole("button", { name: "Turn the page dark" }).click();
  const ground = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  const dark = await ground();
  await page.reload();
  await page.getByRole("button", { name: "Turn the page light" }).waitFor();
  assert.equal(await ground(), dark);
});

test("what was said of another text of the file is no verdict on this one, though the review is cancelled", async (t) => {
  const studio = await open();
  const page = await visit(t, studio, "/overview?sel=c:finder");
  const carries = page.getByRole("list", { name: "Requirements" }).getByRole("listitem").filter({ hasText: "view throughput" });
  await carries.getByText("simulated").waitFor({ state: "attached" });
  await carries.locator("a").getByText("met").waitFor({ state: "attached" });
  const cancel = page.getByRole("button", { name: "Cancel" });
  await studio.write((await studio.text()).replace("replicas: 4", "replicas: 1"));
  await carries.locator("a").getByText("broken").waitFor({ state: "attached" });
  await cancel.click();
  await page.getByRole("button", { name: "Simulate too" }).waitFor();
  await carries.locator("a").getByText("broken").waitFor({ state: "attached" });
  assert.doesNotMatch(await page.getByRole("contentinfo").innerText(), /finder at 3/, "the foot of the page speaks of the text before");
});

test("a review that was made is there again after a reload, and in the document", async (t) => {
  const page = await visit(t, await open({ design: "url-shortener" }), "/document");
  await page.getByText("with both witnesses").waitFor();
  const told = await page.getByRole("contentinfo").getByText(/^Reviewed/).innerText();
  await page.frameLocator("iframe").getByRole("table").first().getByText("not run").first().waitFor({ state: "detached" });
  await page.reload();
  await page.getByText("with both witnesses").waitFor();
  assert.equal(await page.getByRole("contentinfo").getByText(/^Reviewed/).innerText(), told);
});

test("a long title makes room for the screens", async (t) => {
  const page = await visit(t, await open({ design: "outages/facebook-2010" }), "/whatif");
  const [last, tools] = [await page.getByRole("link", { name: "Editor" }).boundingBox(), await page.getByRole("button", { name: "Undo" }).boundingBox()];
  assert.ok(last.x + last.width <= tools.x, `Editor ends at ${last.x + last.width}, where the tools begin at ${tools.x}`);
  assert.ok(await page.locator(".bar nav").evaluate((nav) => nav.scrollWidth <= nav.clientWidth), "the screens are cut off");
});
