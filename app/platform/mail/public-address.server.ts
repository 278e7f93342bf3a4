/** Keeps connections that somebody else named away from machines of our own network. */
import { lookup } from "node:dns/promises";
import { BlockList, isIPv6 } from "node:net";

/** Addresses that the open internet does not lead to, by the registries of special-purpose addresses (RFC 6890). */
const NOT_PUBLIC = new BlockList();
for (const [net, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  NOT_PUBLIC.addSubnet(net, prefix);

/** What may be reached of IPv6: global unicast, without the ranges in it that lead back to IPv4 or nowhere. */
const GLOBAL_UNICAST = new BlockList();
GLOBAL_UNICAST.addSubnet("2000::", 3, "ipv6");
for (const [net, prefix] of [
  ["2001::", 23],
  ["2001:db8::", 32],
  ["2002::", 16],
] as const)
  NOT_PUBLIC.addSubnet(net, prefix, "ipv6");

/** Whether an IP address belongs to the open internet. */
export function isPublicAddress(address: string): boolean {
  if (!isIPv6(address)) return !NOT_PUBLIC.check(address);
  return GLOBAL_UNICAST.check(address, "ipv6") && !NOT_PUBLIC.check(address, "ipv6");
}

/** A name led to a machine that is not part of the open internet. */
export class NotPublic extends Error {
  readonly code = "ENOTPUBLIC";
}

/**
 * Looks a name up. The address is connected to as it is: a second look-up could say another one.
 *
 * @throws NotPublic when any of its addresses is not public
 */
export async function publicAddressOf(host: string): Promise<string> {
  const found = await lookup(host, { all: true });
  if (found.length === 0 || found.some(({ address }) => !isPublicAddress(address)))
    throw new NotPublic("this mail server is not on the open internet");
  return found[0]!.address;
}
