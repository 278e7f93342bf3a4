import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import { answerConfirmation, answerLink, readSmallForm } from "#app/features/privacy/index.server.ts";

/** /preferences?key=… and /preferences/confirm?key=…: sealed links out of messages, for whoever is not signed in. */
export async function loader({ request, params }: LoaderFunctionArgs): Promise<Response> {
  return answer(request, params["*"], null);
}

export async function action({ request, params }: ActionFunctionArgs): Promise<Response> {
  return answer(request, params["*"], await readSmallForm(request));
}

function answer(request: Request, page: string | undefined, form: FormData | null): Promise<Response> {
  if (page === "confirm") return answerConfirmation(request, form !== null);
  if (page) return Promise.resolve(new Response("There is no such page.\n", { status: 404 }));
  return answerLink(request, form);
}
