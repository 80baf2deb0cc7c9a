// Frames: what a playback costs the processor with 60 boxes and 2,000 moving dots.
import assert from "node:assert/strict";
import { test } from "node:test";
import { open, visit } from "./stage.mjs";

const boxes = 60;
const budget = 8; // ms of script a frame

/** town has so many components in boundaries of ten, of which each calls three far away, all as often. */
function town() {
  const lines = ["loadpath: 1", "system: town", "boundaries:"];
  for (let i = 0; i < boxes; i += 10) lines.push(`  area-${i / 10}: {title: Area ${i / 10}}`);
  lines.push("components:");
  for (let i = 0; i < boxes; i++) lines.push(`  c${i}: {kind: service, replicas: 2, in: area-${Math.floor(i / 10)}}`);
  lines.push("flows:");
  for (let i = 0; i < boxes; i++) {
    const calls = [7, 23, 31].map((far) => `{call: c${(i + far) % boxes}, work: 1ms}`);
    lines.push(`  f${i}: {arrivals: const(10/s), steps: [{call: c${i}, steps: [${calls}]}]}`);
  }
  return lines.join("\n") + "\n";
}

/** whole tells whether all boxes are within sight. */
const whole = (page) =>
  page.locator(".diagram").evaluate((diagram) => {
    const room = diagram.getBoundingClientRect();
    return [...diagram.querySelectorAll(".react-flow__node-part")].every((node) => {
      const { left, top, right, bottom } = node.getBoundingClientRect();
      return left > room.left && top > room.top && right < room.right && bottom < room.bottom;
    });
  });

test("a frame of 60 boxes and 2,000 dots takes less than 8 ms of script", async (t) => {
  const page = await visit(t, await open({ text: town() }), "/run", { viewport: { width: 2560, height: 1600 } });
  // Each frame callback is timed, and what it paints counted.
  await page.evaluate(() => {
    const frames = { times: [], dots: 0, counting: true };
    window.frames_ = frames;
    const next = window.requestAnimationFrame.bind(window);
    const busy = { frame: 0, spent: 0 };
    window.requestAnimationFrame = (call) =>
      next((at) => {
        if (busy.frame !== at) {
          if (busy.frame) frames.times.push(busy.spent);
          Object.assign(busy, { frame: at, spent: 0 });
        }
        const from = performance.now();
        call(at);
        busy.spent += performance.now() - from;
      });
    const { clearRect, fillRect } = CanvasRenderingContext2D.prototype;
    let painted = 0;
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
      frames.dots = Math.max(frames.dots, painted);
      painted = 0;
      if (!frames.counting) Object.assign(CanvasRenderingContext2D.prototype, { clearRect, fillRect });
      return clearRect.apply(this, box);
    };
    CanvasRenderingContext2D.prototype.fillRect = function (...box) {
      painted++;
      return fillRect.apply(this, box);
    };
  });
  await page.getByRole("button", { name: "Run", exact: true }).click();
  await page.getByRole("button", { name: "Pause" }).waitFor();
  for (let step = 0; step < 8 && !(await whole(page)); step++) await page.getByRole("button", { name: "Zoom Out" }).click();
  const seen = await page.evaluate(() => window.frames_.times.length);
  await page.waitForFunction((n) => window.frames_.times.length > n, seen + 20);
  assert.equal(await page.locator(".react-flow__node-part").count(), boxes);
  const dots = await page.evaluate(() => window.frames_.dots);
  await page.evaluate(() => (window.frames_.counting = false));

  // The processor time of the page's own thread, which what else runs on the machine does not change.
  const devtools = await page.context().newCDPSession(page);
  await devtools.send("Performance.enable", { timeDomain: "threadTicks" });
  const spent = async () => Object.fromEntries((await devtools.send("Performance.getMetrics")).metrics.map(({ name, value }) => [name, value]));
  const before = await spent();
  const from = await page.evaluate(() => window.frames_.times.length);
  await page.waitForFunction((n) => window.frames_.times.length >= n, from + 120);
  const after = await spent();
  const times = (await page.evaluate((n) => window.frames_.times.slice(n), from)).sort((a, b) => a - b);
  const at = (share) => times[Math.floor(share * (times.length - 1))];
  const script = (1000 * (after.ScriptDuration - before.ScriptDuration)) / times.length;
  const all = (1000 * (after.TaskDuration - before.TaskDuration)) / times.length;
  t.diagnostic(`${dots} dots, ${times.length} frames: ${at(0.5).toFixed(2)} ms of script in the median, ${at(0.95).toFixed(2)} at p95; ${script.toFixed(2)} ms of processor time on average, ${all.toFixed(2)} with style, layout and paint`);
  assert.ok(dots >= 1900 && dots <= 2000, `${dots} dots were drawn`);
  assert.ok(script < budget, `a frame takes ${script} ms of script`);
  assert.ok(at(0.5) < budget, `the median frame takes ${at(0.5)} ms of script`);
});
