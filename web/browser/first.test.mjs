// How long it takes from the address to the first picture.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, visit } from "./stage.mjs";

test("the first picture is there within a second, before the witnesses were heard", async (t) => {
  const studio = await open();
  const page = await visit(t, { address: "about:blank" }, "");
  const session = await page.context().newCDPSession(page);
  // Time of the processor, so that a machine which does other things measures the same.
  await session.send("Performance.enable", { timeDomain: "threadTicks" });
  const worked = async () => (await session.send("Performance.getMetrics")).metrics.find((m) => m.name === "TaskDuration").value;
  await page.addInitScript(() => {
    const look = new MutationObserver(() => {
      if (!document.querySelector(".react-flow__node .box")) return;
      look.disconnect();
      requestAnimationFrame(() => (window.drawnAfter = performance.now()));
    });
    look.observe(document, { childList: true, subtree: true });
  });
  const before = await worked();
  await page.goto(studio.address);
  const shown = await page.waitForFunction(() => window.drawnAfter && [window.drawnAfter, document.querySelector("footer").textContent]);
  const [wall, footer] = await shown.jsonValue();
  const drawing = (await worked()) - before;
  // Each of these reads and computes its file for the first time.
  const answers = [];
  for (let i = 0; i < 3; i++) {
    const { address } = await open();
    const start = performance.now();
    await (await fetch(`${address}/api/state`)).text();
    answers.push(performance.now() - start);
  }
  const answering = Math.min(...answers) / 1000;
  t.diagnostic(`first picture after ${(wall / 1000).toFixed(2)} s by the clock: ${drawing.toFixed(2)} s of processor in the page, ${answering.toFixed(2)} s of the studio's answer`);
  assert.ok(drawing + answering < 1, `it takes ${drawing} s in the page and ${answering} s in the studio`);
  assert.doesNotMatch(footer, /Reviewed/);
});
