// What browser tests share: a browser, studios that the Go test opens, and pages on them.
import { readFile, writeFile } from "node:fs/promises";
import { after, before } from "node:test";
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

// A condition that is not met after this long will not be met: machines that test are busy.
const patience = 120_000;

let browser;
before(async () => {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: quiet });
});
after(() => browser?.close());

const ask = (path, body) => fetch(process.env.LOADPATH_STAGE + path, { method: "POST", body: JSON.stringify(body ?? {}) });

/** Studio is one that runs on a file of its own. */
class Studio {
  constructor({ address, host, file }) {
    Object.assign(this, { address, host, file });
  }

  text() {
    return readFile(this.file, "utf8");
  }

  write(text) {
    return writeFile(this.file, text);
  }

  stop() {
    return ask(`/stop?host=${this.host}`);
  }

  start() {
    return ask(`/start?host=${this.host}`);
  }
}

/** open starts a studio: on a design of the gallery, a text with what stands beside it, or a file that is missing. */
export const open = async (what = { design: "e-commerce" }) => new Studio(await (await ask("/open", what)).json());

/** visit opens a page of a studio in a tab of its own. A script error or a breach of the content policy fails the test. */
export async function visit(t, studio, path = "/", options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, colorScheme: "light", ...options });
  const page = await context.newPage();
  const wrong = [];
  page.setDefaultTimeout(patience);
  page.on("pageerror", (e) => wrong.push(e.message));
  page.on("console", (m) => m.type() === "error" && /Content Security Policy|Uncaught/.test(m.text()) && wrong.push(m.text()));
  t.after(async () => {
    await context.close();
    assert.deepEqual(wrong, []);
  });
  await page.goto(studio.address + path);
  return page;
}

/**
 * spentBy returns what reads the processor time of a page's main thread, in seconds: however busy the machine is, it
 * counts only its own.
 */
export async function spentBy(page) {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send("Performance.enable", { timeDomain: "threadTicks" });
  return async () => {
    const { metrics } = await cdp.send("Performance.getMetrics");
    return metrics.find((m) => m.name === "TaskDuration").value;
  };
}

/** box is a part on the diagram. */
export const box = (page, name) => page.locator(`.react-flow__node[data-id="c:${name}"]`);

/** until waits for something outside of the page: it asks again until the answer is yes. */
export async function until(what, holds) {
  const end = Date.now() + patience;
  for (;;) {
    if (await holds()) return;
    assert.ok(Date.now() < end, `it never came that ${what}`);
    await new Promise((next) => setImmediate(next));
  }
}

/** comments are what no change of a value may lose. */
export const comments = (text) => text.split("\n").flatMap((line) => line.match(/#.*/) ?? []);
