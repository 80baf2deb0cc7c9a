// What if: turn a lever, see the numbers, keep it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { comments, open, until, visit } from "./stage.mjs";

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
