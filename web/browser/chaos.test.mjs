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
  db-down: {text: The database dies., for: 60s, inject: {crash: db, at: 10s, for: 10s}}
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
  await page.getByText("Click a part or a call").waitFor();
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

test("a failure that the design plans for is run by its name", async (t) => {
  const page = await visit(t, await open({ text: shop }), "/chaos");
  await page.getByLabel("or one that it plans for").selectOption("db-down");
  await page.locator(".outcome .verdict").waitFor();
  await cascade(page).filter({ hasText: "db" }).first().waitFor();
  assert.match(page.url(), /failure=db-down/);
});

test("a run can be cancelled", async (t) => {
  const page = await visit(t, await open(), "/chaos?failure=fraud-slow");
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.getByRole("button", { name: "Cancel" }).waitFor({ state: "detached" });
  assert.equal(await page.locator(".outcome").count(), 0);
});
