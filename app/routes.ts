import { flatRoutes } from "@remix-run/fs-routes";

/** Every file in app/routes is a route, save tests. */
export default flatRoutes({ ignoredRouteFiles: ["**/*.test.{ts,tsx}", "**/.*"] });
