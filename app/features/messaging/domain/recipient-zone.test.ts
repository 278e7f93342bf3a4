import { expect, it } from "vitest";
import { isTimeZone } from "./local-time.ts";
import { recipientZone } from "./recipient-zone.ts";

const nobody = { countryCode: null, regionCode: null, phone: null };

it.each([
  ["a country in one zone", { countryCode: "FR" }, "Europe/Paris", "address"],
  ["a region of a wide country", { countryCode: "US", regionCode: "CA" }, "America/Los_Angeles", "address"],
  ["the same letters elsewhere", { countryCode: "CA", regionCode: "NS" }, "America/Halifax", "address"],
  [
    "a region with its country before it",
    { countryCode: "AU", regionCode: "AU-WA" },
    "Australia/Perth",
    "address",
  ],
  [
    "a wide country without a region: the phone",
    { countryCode: "US", phone: "+4915112345678" },
    "Europe/Berlin",
    "phone",
  ],
  ["a phone of three digits' prefix", { phone: "+353871234567" }, "Europe/Dublin", "phone"],
  ["a prefix that several countries share: the shop", { phone: "+12025550123" }, "Europe/London", "shop"],
  ["nothing: the shop", {}, "Europe/London", "shop"],
])("%s", (_name, person, timeZone, from) => {
  expect(recipientZone({ ...nobody, ...person }, "Europe/London")).toEqual({ timeZone, from });
  expect(isTimeZone(timeZone)).toBe(true);
});
