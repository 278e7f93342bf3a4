import { type LoaderFunctionArgs, type MetaFunction, redirect } from "@remix-run/node";
import { PlainPage } from "#app/ui/plain-page.tsx";

export const meta: MetaFunction = () => [
  { title: "Perennial" },
  { name: "description", content: "A retention app for Shopify stores." },
];

/** Shopify opens the app at its application URL; everybody else reads what it is. */
export async function loader({ request }: LoaderFunctionArgs) {
  const url = new URL(request.url);
  if (url.searchParams.has("shop")) throw redirect(`/app${url.search}`);
  return null;
}

export default function Welcome() {
  return <PlainPage page="welcome" />;
}
