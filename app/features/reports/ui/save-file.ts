/**
 * Fetches a file from the app and hands it to the browser to save. Fetched, not linked: App Bridge signs requests of the
 * page, and a link would arrive without a signature.
 *
 * @returns whether it worked
 */
export async function saveFile(url: string): Promise<boolean> {
  const response = await fetch(url);
  if (!response.ok) return false;
  const name = /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1];
  const address = URL.createObjectURL(await response.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = name ?? "download";
  link.click();
  URL.revokeObjectURL(address);
  return true;
}
