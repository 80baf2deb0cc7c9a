import { useSyncExternalStore } from "react";

const asked = matchMedia("(prefers-color-scheme: dark)");
const page = document.documentElement;
const kept = localStorage.getItem("theme");
if (kept) page.dataset.theme = kept;

/** useDark tells whether the page is dark, for what is painted rather than styled. */
export const useDark = (): boolean =>
  useSyncExternalStore(
    (l) => {
      const chosen = new MutationObserver(l);
      chosen.observe(page, { attributeFilter: ["data-theme"] });
      asked.addEventListener("change", l);
      return () => {
        chosen.disconnect();
        asked.removeEventListener("change", l);
      };
    },
    () => (page.dataset.theme ? page.dataset.theme === "dark" : asked.matches),
  );

/** setTheme chooses light or dark, for this and later visits. */
export function setTheme(theme: "light" | "dark"): void {
  page.dataset.theme = theme;
  localStorage.setItem("theme", theme);
}
