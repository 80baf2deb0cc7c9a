import { useSyncExternalStore } from "react";

export const screens = ["overview", "run", "chaos", "whatif", "compare", "numbers", "cost", "findings", "document", "editor"] as const;
export type Screen = (typeof screens)[number];

/** Route is what the address says: which screen, and what is looked at. Every view has one. */
export interface Route {
  screen: Screen;
  selected: string; // c:name, a:name, b:name, or l:caller.callee; "" for nothing
  overlay: string;
  query: URLSearchParams;
}

function read(): Route {
  const name = location.pathname.slice(1);
  const query = new URLSearchParams(location.search);
  return {
    screen: screens.find((s) => s === name) ?? "overview",
    selected: query.get("sel") ?? "",
    overlay: query.get("overlay") ?? "load",
    query,
  };
}

let now = read();
const listeners = new Set<() => void>();

function changed(): void {
  now = read();
  for (const l of listeners) l();
}
window.addEventListener("popstate", changed);

/** go changes the address: a screen, and keys of its query; null takes a key away. */
export function go(to: { screen?: Screen; replace?: boolean; query?: Record<string, string | null> }): void {
  const query = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(to.query ?? {})) {
    if (value === null || value === "") query.delete(key);
    else query.set(key, value);
  }
  const text = query.toString();
  const url = `/${to.screen ?? now.screen}${text ? `?${text}` : ""}`;
  if (to.replace) history.replaceState(null, "", url);
  else history.pushState(null, "", url);
  changed();
}

export const select = (id: string): void => go({ query: { sel: id } });

export function useRoute(): Route {
  return useSyncExternalStore(
    (l) => {
      listeners.add(l);
      return () => listeners.delete(l);
    },
    () => now,
  );
}
