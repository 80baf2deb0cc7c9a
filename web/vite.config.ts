import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// Files have fixed names, so that a rebuild without a change leaves git clean.
export default defineConfig({
  plugins: [react()],
  build: {
    target: "es2022",
    modulePreload: false,
    cssCodeSplit: false,
    rollupOptions: {
      output: {
        entryFileNames: "studio.js",
        chunkFileNames: "[name].js",
        assetFileNames: "[name][extname]",
      },
    },
  },
});
