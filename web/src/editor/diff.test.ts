import { expect, test } from "vitest";
import { edits, merged, shown, stretches } from "./diff";

const applied = (text: string, all: ReturnType<typeof edits>): string => all.reduceRight((t, e) => t.slice(0, e.from) + e.insert + t.slice(e.to), text);

/** texts are some of few lines, so that they have much in common. */
function* texts(n: number): Generator<string> {
  let seed = 7;
  const next = (below: number): number => (seed = (seed * 48271) % 2147483647) % below;
  for (let i = 0; i < n; i++) yield Array.from({ length: next(9) }, () => "abc"[next(3)] + "\n").join("") + ["", "d", "e"][next(3)]!;
}

test("edits turn any text into any other", () => {
  const all = [...texts(30)];
  for (const a of all) for (const b of all) expect(applied(a, edits(a, b))).toBe(b);
});

test("what is the same in both is not touched", () => {
  expect(edits("a: 1\nb: 2\nc: 3\n", "a: 1\nb: 25\nc: 3\n")).toEqual([{ from: 9, to: 9, insert: "5" }]);
  expect(stretches("a\nb\nc\n", "a\nb\nc\n")).toEqual([]);
});

test("changes of different lines go together, of the same line they do not", () => {
  const base = "a: 1\nb: 2\nc: 3\n";
  expect(merged(base, "a: 9\nb: 2\nc: 3\n", "a: 1\nb: 2\nc: 7\n")).toBe("a: 9\nb: 2\nc: 7\n");
  expect(merged(base, "a: 9\nb: 2\nc: 3\n", "a: 8\nb: 2\nc: 3\n")).toBeNull();
  expect(merged(base, "a: 9\nb: 2\nc: 3\n", "a: 9\nb: 2\nc: 3\n")).toBe("a: 9\nb: 2\nc: 3\n");
  expect(merged(base, base + "d: 4\n", base + "e: 5\n")).toBeNull();
});

test("a change goes together with none, whichever it is", () => {
  const all = [...texts(20)];
  for (const a of all)
    for (const b of all) {
      expect(merged(a, b, a)).toBe(b);
      expect(merged(a, a, b)).toBe(b);
    }
});

test("a difference is shown with its neighbours and the numbers of its lines", () => {
  const lines = Array.from({ length: 20 }, (_, i) => `line ${i + 1}`);
  const after = lines.with(9, "changed");
  expect(shown(lines.join("\n"), after.join("\n"), 1)).toEqual([
    { kind: "gap", text: "", before: 0, after: 0 },
    { kind: "same", text: "line 9", before: 9, after: 9 },
    { kind: "old", text: "line 10", before: 10, after: 0 },
    { kind: "new", text: "changed", before: 0, after: 10 },
    { kind: "same", text: "line 11", before: 11, after: 11 },
  ]);
});
