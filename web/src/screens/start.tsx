import type { ReactNode } from "react";
import { useStore } from "../store";

/** Start is what stands where no design is yet. */
export function Start(): ReactNode {
  const file = useStore((s) => s.state?.file);
  return (
    <main className="start">
      <h1>loadpath studio</h1>
      <p>
        There is no <code>{file}</code> yet.
      </p>
    </main>
  );
}
