import { useSyncExternalStore } from "react";

const asked = matchMedia("(prefers-color-scheme: dark)");
const page = document.documentElement;

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
