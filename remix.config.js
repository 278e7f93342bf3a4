// The options of Remix's Vite plugin. vite.config.ts imports this file; Remix itself would not read it.

/** @type {import("@remix-run/dev").VitePluginConfig} */
export default {
  appDirectory: "app",
  buildDirectory: "build",
  // Which files are routes is said in app/routes.ts: with v3_routeConfig, ignoredRouteFiles here would not be read.
  future: {
    v3_fetcherPersist: true,
    v3_lazyRouteDiscovery: true,
    v3_relativeSplatPath: true,
    v3_routeConfig: true,
    v3_singleFetch: true,
    v3_throwAbortReason: true,
  },
};
