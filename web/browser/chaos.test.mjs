// Chaos: break a part, see what it takes down, mend it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { box, open, visit } from "./stage.mjs";

const cascade = (page) => page.getByRole("list", { name: "Cascade" }).getByRole("button");

const shop = `loadpath: 1
system: shop
actors:
  buyer: {daily: 10k}
components:
  api: {kind: service, replicas: 2, cores: 2}
  db: {kind: sql, replicas: 1}
flows:
  buy: {by: buyer, rate: 20/s, steps: [{call: api, work: 2ms, steps: [{read: db}]}]}
failures:
  db-down: {text: The database dies., for: 60s, inject: {crash: db, at: 10s, for: 10s}, expect: [{flow: buy, availability: 99%}]}
`;

test("killing the database shows the cascade, and mending takes it away", async (t) => {
  const studio = await open();
  const before = await studio.text();
  const page = await visit(t, studio, "/chaos");
  await box(page, "catalogue-db").click();
  await page.getByRole("button", { name: "Kill catalogue-db" }).click();
  await cascade(page).first().waitFor();
  assert.match(await cascade(page).first().innerText(), /catalogue-db/);
  assert.ok((await cascade(page).count()) > 1, "one event is no cascade");
  await page.locator(".outcome .verdict").waitFor();
  await page.locator(".hurt").getByText("requests failed").first().waitFor();

  await cascade(page).first().click();
  await box(page, "catalogue-db").locator(".box.down, .box.failing").waitFor();

  await page.getByRole("button", { name: "Mend everything" }).click();
  await page.getByText("Click a part, a call").waitFor();
  assert.equal(await box(page, "catalogue-db").locator(".box.down, .box.failing").count(), 0);
  assert.equal(await studio.text(), before, "chaos is not written into the file");
});

test("several faults at once stand in the address, and each can be taken away", async (t) => {
  const page = await visit(t, await open(), "/chaos?sel=c:finder");
  await page.getByRole("button", { name: "Kill finder" }).click();
  await cascade(page).first().waitFor();
  await page.locator(".react-flow__pane").click({ position: { x: 4, y: 4 } });
  await box(page, "cart").click();
  await page.getByRole("button", { name: "Kill cart" }).click();
  const chips = page.getByTitle("Take this fault away");
  await chips.nth(1).waitFor();
  await page.locator(".hurt").getByText("add-to-cart").waitFor();
  await page.reload();
  await chips.nth(1).waitFor();
  await cascade(page).first().waitFor();
  await chips.first().click();
  await chips.nth(1).waitFor({ state: "detached" });
  await page.goBack();
  await chips.nth(1).waitFor();
});

const chips = (page) => page.getByRole("list", { name: "Faults" }).locator(".chip");
const happens = (page) => page.getByLabel(/^What happens/);

test("a call, with how bad and when, in words", async (t) => {
  const page = await visit(t, await open({ text: shop }), "/chaos");
  await page.getByLabel("call from api to db").focus();
  await page.keyboard.press("Enter");
  await page.getByText("What happens to api → db").waitFor();
  assert.equal(await page.getByRole("button", { name: /^Kill/ }).count(), 0, "a call is not killed");
  await happens(page).selectOption({ label: "A link gets slower" });
  const form = page.getByRole("form", { name: "A link gets slower" });
  assert.match(await form.locator(".story").innerText(), /\w+ \w+/); // what happens in the field
  assert.equal(await form.getByLabel("time added each way").inputValue(), "100");
  await form.getByLabel("time added each way").fill("2500");
  await form.getByLabel("from").fill("5");
  await form.getByLabel(/^for/).fill("12");
  await form.getByRole("button", { name: "Break it" }).click();
  await cascade(page).first().waitFor();
  assert.match(await chips(page).innerText(), /api → db: a link gets slower \(2500 ms\)\s*5 to 17 s/);
  assert.match(await cascade(page).first().innerText(), /0:05\.0/);
  await page.locator('.scrub i[title*="is over"]').waitFor();

  await page.getByTitle("Change this fault").click();
  await form.getByLabel(/^for/).fill("0");
  await form.getByRole("button", { name: "Change it" }).click();
  await chips(page).getByText("from 5 s on").waitFor();
  await page.locator('.scrub i[title*="is over"]').waitFor({ state: "detached" });
});

test("what comes from outside needs no selection: a spike, and a zone", async (t) => {
  const page = await visit(t, await open(), "/chaos");
  await happens(page).locator("optgroup").nth(3).waitFor({ state: "attached" });
  await happens(page).selectOption({ label: "A spike of traffic" });
  const spike = page.getByRole("form", { name: "A spike of traffic" });
  await spike.getByLabel("where").selectOption("all");
  await spike.getByRole("button", { name: "Break it" }).click();
  await cascade(page).first().waitFor();

  await happens(page).selectOption({ label: "A zone goes away" });
  await page.getByRole("form", { name: "A zone goes away" }).getByRole("button", { name: "Break it" }).click();
  await chips(page).nth(1).waitFor();
  await chips(page).getByText("eu-central zone 1").waitFor();
  await cascade(page).filter({ hasText: "crash eu-central" }).first().waitFor();
});

test("the caption of a region takes the region down, and Ctrl+Z puts it back and takes back no change of the file", async (t) => {
  const studio = await open();
  const page = await visit(t, studio, "/overview?sel=c:finder");
  const replicas = page.getByRole("complementary", { name: "Selected" }).getByLabel("replicas", { exact: true });
  await replicas.fill("5");
  await replicas.press("Enter");
  await box(page, "finder").getByText("×5").waitFor();
  const text = await studio.text();

  await page.getByRole("link", { name: "Chaos" }).click();
  await page.getByRole("button", { name: "eu-central", exact: true }).click();
  await page.getByRole("button", { name: "Kill eu-central" }).click();
  await cascade(page).first().waitFor();
  await box(page, "checkout").locator(".box.down").waitFor();
  await page.getByRole("button", { name: "Orders private" }).click();
  await page.getByRole("button", { name: "Kill Orders" }).click();
  await chips(page).nth(1).waitFor();
  await page.keyboard.press("Control+z");
  await chips(page).nth(1).waitFor({ state: "detached" });
  await page.keyboard.press("Control+z");
  await chips(page).first().waitFor({ state: "detached" });
  await page.keyboard.press("Control+z");
  assert.equal(await box(page, "checkout").locator(".box.down").count(), 0);
  assert.equal(await studio.text(), text);
  await page.keyboard.press("Control+Shift+z");
  await chips(page).getByText("Kill eu-central").waitFor();
});

test("a failure that the design plans for is run by its name", async (t) => {
  const page = await visit(t, await open({ text: shop }), "/chaos");
  await page.getByLabel("or one that it plans for").selectOption("db-down");
  await page.locator(".outcome .verdict").waitFor();
  await cascade(page).filter({ hasText: "db" }).first().waitFor();
  await page.getByRole("list", { name: "What the design expects" }).getByRole("listitem").filter({ hasText: "broken" }).getByText("availability: 99%").waitFor();
  assert.match(page.url(), /failure=db-down/);
});

test("a run can be cancelled", async (t) => {
  const page = await visit(t, await open(), "/chaos?failure=fraud-slow");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Cancel" }).waitFor({ state: "detached" });
  assert.equal(await page.locator(".outcome").count(), 0);
});
