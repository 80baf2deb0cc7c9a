import { expect, test } from "vitest";
import { seconds } from "./words";

test("a length of time has the units of the terminal", () => {
  expect([0, 2.5e-8, 1.25e-4, 0.0043, 1.5, 340].map(seconds)).toEqual(["0", "25.0 ns", "125 us", "4.30 ms", "1.50 s", "340 s"]);
});
