import { data, type LoaderFunctionArgs } from "@remix-run/node";
import { openAdmin } from "#app/features/shops/index.server.ts";
import { install } from "#app/installation.server.ts";

export { AdminErrorBoundary as ErrorBoundary } from "#app/ui/error-page.tsx";

/** Every address of the admin that no other route knows. */
export async function loader({ request }: LoaderFunctionArgs) {
  return openAdmin(request, install, async () => {
    throw data({ reason: "page_unknown" }, { status: 404 });
  });
}

/** Never shown; Remix answers an address with a page only when there is a component. */
export default function Nowhere() {
  return null;
}
