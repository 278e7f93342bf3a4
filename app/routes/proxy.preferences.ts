import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { answerAccount } from "#app/features/privacy/index.server.ts";
import { openProxy } from "#app/features/shops/index.server.ts";

/** /apps/perennial/preferences on the storefront: the preference centre of whoever is signed in. */
export async function loader({ request }: LoaderFunctionArgs): Promise<Response> {
  return answerAccount(await openProxy(request), null);
}

export async function action({ request }: ActionFunctionArgs): Promise<Response> {
  const visit = await openProxy(request);
  return answerAccount(visit, await request.formData());
}
