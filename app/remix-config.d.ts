/** The type of remix.config.js, which is plain JavaScript by name. */
declare module "*/remix.config.js" {
  import type { VitePluginConfig } from "@remix-run/dev";

  const options: VitePluginConfig;
  export default options;
}
