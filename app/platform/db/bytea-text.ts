/** Bytes as PostgreSQL reads them from text (its hex format), for rows that go to it as JSON. */
export function byteaText(bytes: Uint8Array): string {
  return `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex")}`;
}
