/** How a customer can be reached: e-mail address, telephone number, and consent to marketing on them. */
import type { Address, Customer, MarketingConsent } from "#simulator/state/model.ts";
import { gid } from "#simulator/ids.ts";
import { graphqlTime } from "#simulator/time.ts";
import type { ApiContext, TypeModel } from "../context.ts";

const timeOf = (date: Date | null): string | null => date && graphqlTime(date);

/** Shopify shows this for customers who were never asked, too. */
const optInLevel = (consent: MarketingConsent): string => consent.optInLevel ?? "SINGLE_OPT_IN";

const sourceLocation = ({ sourceLocationId }: MarketingConsent, { shop }: ApiContext) =>
  sourceLocationId === null ? null : (shop.locations.get(sourceLocationId) ?? null);

const unsubscribeUrl = (customer: Customer, { shop }: ApiContext): string =>
  `${shop.primaryUrl}/account/unsubscribe?customer=${customer.id}`;

export const emailAddressModel: TypeModel = {
  emailAddress: ({ email }: Customer) => email,
  marketingState: ({ emailMarketing }: Customer) =>
    emailMarketing.state === "REDACTED" ? "INVALID" : emailMarketing.state,
  marketingOptInLevel: ({ emailMarketing }: Customer) => optInLevel(emailMarketing),
  marketingUpdatedAt: ({ emailMarketing }: Customer) => timeOf(emailMarketing.updatedAt),
  marketingUnsubscribeUrl: (customer: Customer, _args, context) => unsubscribeUrl(customer, context),
  sourceLocation: ({ emailMarketing }: Customer, _args, context) => sourceLocation(emailMarketing, context),
  validFormat: () => true,
};

export const phoneNumberModel: TypeModel = {
  phoneNumber: ({ phone }: Customer) => phone,
  marketingState: ({ smsMarketing }: Customer) => smsMarketing.state,
  marketingOptInLevel: ({ smsMarketing }: Customer) => optInLevel(smsMarketing),
  marketingUpdatedAt: ({ smsMarketing }: Customer) => timeOf(smsMarketing.updatedAt),
  marketingCollectedFrom: ({ smsMarketing }: Customer) => smsMarketing.collectedFrom,
  sourceLocation: ({ smsMarketing }: Customer, _args, context) => sourceLocation(smsMarketing, context),
};

const consentFields = (consent: MarketingConsent, context: ApiContext) => ({
  marketingState: consent.state,
  marketingOptInLevel: optInLevel(consent),
  consentUpdatedAt: timeOf(consent.updatedAt),
  sourceLocation: sourceLocation(consent, context),
});

/** Fields of `Customer` about contacts; the old ones among them still answer. */
export const contactFields: TypeModel = {
  email: ({ email }: Customer) => email,
  phone: ({ phone }: Customer) => phone,
  defaultEmailAddress: (customer: Customer) => (customer.email === null ? null : customer),
  defaultPhoneNumber: (customer: Customer) => (customer.phone === null ? null : customer),
  emailMarketingConsent: ({ email, emailMarketing }: Customer, _args, context) =>
    email === null ? null : consentFields(emailMarketing, context),
  smsMarketingConsent: ({ phone, smsMarketing }: Customer, _args, context) =>
    phone === null
      ? null
      : {
          ...consentFields(smsMarketing, context),
          consentCollectedFrom: smsMarketing.collectedFrom ?? "OTHER",
        },
  unsubscribeUrl: (customer: Customer, _args, context) => unsubscribeUrl(customer, context),
  validEmailAddress: ({ email }: Customer) => email !== null,
  verifiedEmail: ({ email, verifiedEmail }: Customer) => email !== null && verifiedEmail,
};

const joined = (parts: (string | null)[], separator: string): string => parts.filter(Boolean).join(separator);

/** An address of a customer. Others give it with the `modelName` that stands in its id: `Address` for orders. */
export const mailingAddressModel: TypeModel = {
  id: ({ id, modelName = "CustomerAddress" }: Address & { modelName?: string }) =>
    `${gid("MailingAddress", id)}?model_name=${modelName}`,
  firstName: ({ firstName }: Address) => firstName || null,
  lastName: ({ lastName }: Address) => lastName || null,
  name: ({ firstName, lastName }: Address) => joined([firstName, lastName], " ") || null,
  company: ({ company }: Address) => company,
  address1: ({ address1 }: Address) => address1 || null,
  address2: ({ address2 }: Address) => address2,
  city: ({ city }: Address) => city || null,
  province: ({ province }: Address) => province,
  provinceCode: ({ provinceCode }: Address) => provinceCode,
  zip: ({ zip }: Address) => zip || null,
  country: ({ country }: Address) => country || null,
  countryCode: ({ countryCode }: Address) => countryCode || null,
  countryCodeV2: ({ countryCode }: Address) => countryCode || null,
  phone: ({ phone }: Address) => phone,
  // Addresses are not looked up on a map here.
  coordinatesValidated: () => false,
  latitude: () => null,
  longitude: () => null,
  formatted: (address: Address, args) => {
    const { withName, withCompany } = args as { withName?: boolean; withCompany?: boolean };
    const { firstName, lastName, company, address1, address2, city, provinceCode, zip, country } = address;
    return [
      withName ? joined([firstName, lastName], " ") : "",
      withCompany ? company : "",
      address1,
      address2,
      joined([city, provinceCode, zip], " "),
      country,
    ].filter(Boolean);
  },
  formattedArea: ({ city, provinceCode, country }: Address) =>
    joined([city, provinceCode, country], ", ") || null,
};
