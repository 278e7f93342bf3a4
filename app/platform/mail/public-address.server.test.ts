import { expect, it } from "vitest";
import { createMailTransport } from "./mail-transport.server.ts";
import { isPublicAddress, NotPublic, publicAddressOf } from "./public-address.server.ts";

it.each([
  "127.0.0.1",
  "10.1.2.3",
  "172.31.255.255",
  "192.168.0.1",
  "169.254.169.254",
  "100.64.0.1",
  "0.0.0.0",
  "255.255.255.255",
  "::1",
  "::",
  "fe80::1",
  "fd00::1",
  "::ffff:10.0.0.1",
  "::ffff:8.8.8.8",
  "64:ff9b::a00:1",
  "2002:a00:1::1",
])("%s is not public", (address) => expect(isPublicAddress(address)).toBe(false));

it.each(["8.8.8.8", "172.32.0.1", "2606:4700::1111"])("%s is public", (address) =>
  expect(isPublicAddress(address)).toBe(true),
);

it("a name that leads inside is not connected to", async () => {
  await expect(publicAddressOf("localhost")).rejects.toThrow(NotPublic);
  const transport = createMailTransport({
    url: "smtp://localhost:1",
    connections: 1,
    isPublicOnly: true,
  });
  const mail = {
    messageId: "<1@shop.example>",
    from: { name: "Shop", address: "shop@shop.example" },
    replyTo: null,
    to: "person@example.com",
    subject: "Hello",
    html: "",
    text: "",
    headers: {},
  };
  expect(await transport.send(mail)).toMatchObject({
    kind: "unreachable",
    code: "ENOTPUBLIC",
    mayBeAccepted: false,
  });
  transport.close();
});
