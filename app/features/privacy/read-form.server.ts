/** More than any form of the preference centre holds. */
const MAX_FORM_BYTES = 64 * 1024;

/**
 * The form of a request that anybody can send: read only as far as a form can be.
 *
 * @throws Response 413 when it is longer, 400 when it is no form
 */
export async function readSmallForm(request: Request): Promise<FormData> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of (request.body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > MAX_FORM_BYTES) throw new Response("The form is too long.\n", { status: 413 });
    chunks.push(chunk);
  }
  const headers = { "Content-Type": request.headers.get("content-type") ?? "" };
  try {
    return await new Response(Buffer.concat(chunks), { headers }).formData();
  } catch {
    throw new Response("This is no form.\n", { status: 400 });
  }
}
