import { vitePlugin as remix } from "@remix-run/dev";
import { defineConfig } from "vite";
import remixConfig from "./remix.config.js";

const port = Number(process.env.PORT || 3000);

export default defineConfig({
  plugins: [remix(remixConfig)],
  server: {
    port,
    // The admin frames the app under the address that Shopify knows, which need not be this machine's.
    allowedHosts: true,
    // Polaris and its fonts live in node_modules; nothing else outside app/ is served.
    fs: { allow: ["app", "node_modules", "public"] },
  },
  build: {
    // Inlined assets would grow every document and cannot be cached.
    assetsInlineLimit: 0,
    sourcemap: true,
    rollupOptions: {
      // Remix empties server modules in the browser's build and says so for each; that is not news.
      onwarn: (warning, warn) => {
        if (warning.code !== "EMPTY_BUNDLE" && warning.code !== "SOURCEMAP_ERROR") warn(warning);
      },
    },
  },
  optimizeDeps: { include: ["@shopify/polaris", "@shopify/polaris-viz", "@shopify/app-bridge-react"] },
});
