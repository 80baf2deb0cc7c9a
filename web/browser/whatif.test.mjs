// What if: turn a lever, see the numbers, keep it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { box, comments, open, until, visit } from "./stage.mjs";

test("a slider that is dragged changes the numbers; kept, it changes the file and nothing else", async (t) => {
  const studio = await open();
  const before = await studio.text();
  const page = await visit(t, studio, "/whatif");
  const slider = page.locator(".levers").getByRole("slider").first();
  await slider.waitFor();
  const column = page.locator("tbody td:nth-child(3)");
  const numbers = await column.allInnerTexts();
  await slider.scrollIntoViewIfNeeded();
  const place = await slider.boundingBox();
  const now = Number(await slider.inputValue()) / Number(await slider.getAttribute("max"));
  await page.mouse.move(place.x + 8 + (place.width - 16) * now, place.y + place.height / 2);
  await page.mouse.down();
  await page.mouse.move(place.x + place.width * (now > 0.5 ? 0.3 : 0.8), place.y + place.height / 2, { steps: 4 });
  await until("the numbers change while one drags", async () => (await column.allInnerTexts()).join() !== numbers.join());
  await page.mouse.up();
  assert.equal(await studio.text(), before, "a slider writes nothing");

  await page.getByRole("button", { name: "Keep this change" }).click();
  await until("the change stands in the file", async () => (await studio.text()) !== before);
  const after = await studio.text();
  const lines = [before, after].map((text) => text.split("\n"));
  assert.equal(lines[0].length, lines[1].length);
  assert.equal(lines[0].filter((line, i) => line !== lines[1][i]).length, 1, "one value is one line");
  assert.deepEqual(comments(after), comments(before));

  await page.getByRole("button", { name: "Undo" }).click();
  await until("it is taken back", async () => (await studio.text()) === before);
});

test("a slider moves by the keyboard, and goes back to the file", async (t) => {
  const page = await visit(t, await open(), "/whatif");
  const slider = page.locator(".levers").getByRole("slider").first();
  await slider.waitFor();
  const stands = await slider.getAttribute("aria-valuetext");
  for (let i = 0; i < 8; i++) await slider.press("ArrowRight");
  await until("the slider has moved", async () => (await slider.getAttribute("aria-valuetext")) !== stands);
  await page.getByRole("button", { name: "Back to the file" }).click();
  await until("it is back", async () => (await slider.getAttribute("aria-valuetext")) === stands);
  assert.ok(await page.getByRole("button", { name: /^Keep/ }).isDisabled());
});

const shop = `loadpath: 1
system: shop
actors:
  buyer: {daily: 900k, peak: 4x}
requirements:
  quality:
    quick: {flow: buy, p95: 60ms}
components:
  api: {kind: service, runs-on: aws/c7g.large, replicas: 3} # as of last spring
  db: {kind: sql, replicas: 1}
flows:
  buy: {by: buyer, per-user: 5/day, steps: [{call: api, work: 12ms, steps: [{read: db}]}]}
`;
const lever = (page, name) => page.getByRole("group", { name: "Levers" }).getByRole("slider", { name });
const times = async (n, what) => {
  for (let i = 0; i < n; i++) await what();
};

test("levers turn together by the keyboard; the track says where it holds, a simulation whether it agrees, and both are kept", async (t) => {
  const studio = await open({ text: shop });
  const page = await visit(t, studio, "/whatif");
  const users = lever(page, /buyer: users a day/);
  await users.focus();
  await page.getByText(/nothing breaks up to about/).waitFor();
  assert.ok((await page.locator(".levers .strip .bad").count()) > 0, "it does not hold everywhere");

  const broken = page.getByRole("list", { name: "Requirements" }).getByText("broken");
  await times(2, () => users.press("PageUp"));
  await times(10, () => users.press("ArrowRight"));
  await broken.waitFor({ state: "attached" });
  await page.getByRole("row", { name: /buy p95/ }).getByText("▼ worse").waitFor();
  await box(page, "api").getByText("→").first().waitFor();

  const machine = lever(page, /api machine/);
  await times(3, () => machine.press("ArrowRight"));
  assert.equal(await machine.getAttribute("aria-valuetext"), "aws/c7g.4xlarge");
  await broken.waitFor({ state: "detached" });
  await machine.press("End");
  await machine.press("ArrowRight");
  assert.equal(await machine.inputValue(), await machine.getAttribute("max"), "there is nothing beyond the end");
  await page.getByText(/^✓ The simulation agrees on all/).waitFor();

  await page.reload(); // its address holds what is turned
  await page.getByRole("button", { name: "Keep these 2 changes" }).click();
  await until("both stand in the file", async () => /daily: (?!900k)/.test(await studio.text()) && !(await studio.text()).includes("c7g.large"));
  assert.deepEqual(comments(await studio.text()), comments(shop));
  assert.ok(!page.url().includes("turn="), "what is kept is no longer turned");
});

test("back to the file ends the simulation of what was set", async (t) => {
  const page = await visit(t, await open(), "/whatif");
  const slider = page.locator(".levers").getByRole("slider").first();
  await slider.press("ArrowLeft");
  const status = page.locator(".agrees");
  await status.getByText(/^Simulating/).waitFor();
  await page.getByRole("button", { name: "Back to the file" }).click();
  await status.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Cancel" }).waitFor({ state: "detached" });
});

test("many levers leave the outcomes in reach, to the last row; the file is reviewed when they are taken back", async (t) => {
  const page = await visit(t, await open({ design: "payments-ledger" }), "/whatif");
  const lever = page.locator(".levers input[type=range]").first();
  await lever.focus();
  await page.keyboard.press("ArrowRight");
  const money = page.getByRole("rowheader", { name: "cost a month" });
  await money.scrollIntoViewIfNeeded();
  const [row, foot] = [await money.boundingBox(), await page.getByRole("contentinfo").boundingBox()];
  assert.ok(row.y + row.height <= foot.y, `the last row ends at ${row.y + row.height}, under the foot at ${foot.y}`);
  await page.getByRole("button", { name: "Back to the file" }).click();
  await page.getByRole("contentinfo").getByText(/^Reviewed/).waitFor();
});
