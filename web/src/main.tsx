import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { start } from "./store";
import "@xyflow/react/dist/base.css";
import "uplot/dist/uPlot.min.css";
import "./style.css";

start();
createRoot(document.getElementById("root")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
