// What if in time: what a person waits for between a move of a slider and the numbers.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, spentBy, visit } from "./stage.mjs";

test("while a slider is dragged the page computes less than 50 ms for each move", async (t) => {
  const page = await visit(t, await open(), "/whatif");
  const slider = page.getByRole("group", { name: "Levers" }).getByRole("slider", { name: /^views/ });
  await slider.scrollIntoViewIfNeeded();
  const room = await slider.boundingBox();
  const spent = await spentBy(page);
  await page.evaluate(() => {
    let moved = 0;
    window.waits = [];
    document.addEventListener("input", () => (moved ||= performance.now()), true);
    const told = () => {
      const since = moved;
      moved = 0;
      if (since) requestAnimationFrame(() => window.waits.push(performance.now() - since));
    };
    new MutationObserver(told).observe(document.querySelector(".diagram"), { subtree: true, childList: true, characterData: true });
  });
  await page.mouse.move(room.x + room.width / 2, room.y + room.height / 2);
  await page.mouse.down();
  const moves = 15;
  const before = await spent();
  for (let i = 1; i <= moves; i++) {
    await page.mouse.move(room.x + room.width * (0.5 + 0.02 * i), room.y + room.height / 2);
    await page.waitForFunction((n) => window.waits.length >= n, i); // until the boxes tell of it
  }
  const used = (1000 * ((await spent()) - before)) / moves;
  await page.mouse.up();
  const waits = (await page.evaluate(() => window.waits)).toSorted((a, b) => a - b);
  t.diagnostic(`from a move to the numbers ${waits[moves >> 1].toFixed(0)} ms in the median, ${waits.at(-1).toFixed(0)} ms at most; the page computes ${used.toFixed(0)} ms for each`);
  assert.ok(used < 50, "the page takes too much of its processor");
});
