import type { LoaderFunctionArgs, MetaFunction } from "@remix-run/node";
import { login } from "#app/platform/shopify-admin/shopify.server.ts";
import { PlainPage } from "#app/ui/plain-page.tsx";

export const meta: MetaFunction = () => [{ title: "Perennial" }];

/** Where the library sends who cannot be told. With a shop in the address it goes on to Shopify; nobody is asked for one. */
export async function loader({ request }: LoaderFunctionArgs) {
  await login(request);
  return null;
}

export default function SignIn() {
  return <PlainPage page="sign_in" />;
}
