import type { ReactNode } from "react";

/** Strokes of 20 by 20, by what a kind is to its callers. */
const strokes: Record<string, string> = {
  person: "M10 10a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4ZM4 17c0-3.2 2.7-5 6-5s6 1.8 6 5",
  program: "M3 4h14v12H3zM3 7.5h14M6 11l2 1.7L6 14.4M10 14.4h4",
  service: "M10 2.5l6.5 3.7v7.6L10 17.5l-6.5-3.7V6.2zM3.5 6.2L10 10l6.5-3.8M10 10v7.5",
  database: "M4 5c0-1.4 2.7-2.4 6-2.4S16 3.6 16 5v10c0 1.4-2.7 2.4-6 2.4S4 16.4 4 15zM4 5c0 1.4 2.7 2.4 6 2.4S16 6.4 16 5M4 10c0 1.4 2.7 2.4 6 2.4s6-1 6-2.4",
  cache: "M11.5 2.5L4.5 11h4.8l-.8 6.5 7-8.5h-4.8z",
  queue: "M2.5 6.5h15v7h-15zM6.5 6.5v7M10 6.5v7M13.5 6.5v7",
  edge: "M10 2.5a7.5 7.5 0 1 0 0 15 7.5 7.5 0 0 0 0-15ZM2.5 10h15M10 2.5c2.2 2 3.2 4.6 3.2 7.5s-1 5.5-3.2 7.5c-2.2-2-3.2-4.6-3.2-7.5s1-5.5 3.2-7.5",
  balancer: "M3 10h5M8 10l5-5h4M8 10h9M8 10l5 5h4",
  search: "M8.5 14a5.5 5.5 0 1 0 0-11 5.5 5.5 0 0 0 0 11ZM12.6 12.6L17 17",
  external: "M8 4H4v12h12v-4M11 3.5h5.5V9M16.5 3.5L9.5 10.5",
  bucket: "M3.5 5h13l-1.6 11.5H5.1zM3.5 5c0-1.2 13-1.2 13 0",
  boundary: "M3 3h14v14H3zM3 7h14",
};

const families: [RegExp, string][] = [
  [/human|person/, "person"],
  [/program|client|browser|mobile/, "program"],
  [/cache/, "cache"],
  [/queue|stream|topic|log|bus/, "queue"],
  [/search|index/, "search"],
  [/balancer|gateway|proxy|mesh/, "balancer"],
  [/cdn|dns|edge|resolver/, "edge"],
  [/third|external|provider|payment|email|sms/, "external"],
  [/object|bucket|file|blob|warehouse|lake/, "bucket"],
  [/database|store|sql|db|key-value|document|graph|ledger/, "database"],
  [/boundary/, "boundary"],
];

/** Icon is a kind as a picture; the kind itself stands beside it in words. */
export function Icon({ kind }: { kind: string }): ReactNode {
  const family = families.find(([words]) => words.test(kind))?.[1] ?? "service";
  return (
    <svg className="icon" viewBox="0 0 20 20" aria-hidden="true">
      <path d={strokes[family]} />
    </svg>
  );
}
