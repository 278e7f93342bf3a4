export {
  type Address,
  addressFromWebhook,
  type CustomerDetails,
  type CustomerState,
  customerStateFromWebhook,
} from "./domain/customer-state.ts";
export { customerFromBulk, CUSTOMERS_BULK_QUERY } from "./domain/customer-bulk.ts";
export { type ContactRules, nationalNumber, normaliseEmail, normalisePhone } from "./domain/contact.ts";
export { isFoundBy, queriedWords, searchedBeginnings } from "./domain/search-words.ts";
export { factTextsOf, keepFactTexts } from "./fact-texts.server.ts";
export { forgetGuests } from "./forget-guests.server.ts";
export { forgetPerson } from "./forget-person.server.ts";
export { checkJoin, type Join, joinPeople, undoJoin } from "./join-people.server.ts";
export {
  changeMerges,
  idsOfPerson,
  type Merge,
  type MergeSource,
  movePeople,
  withThoseWhoMean,
} from "./merges.server.ts";
export { countWhatMoves, type Identity, type JoinedPerson, readIdentity } from "./read-identity.server.ts";
export {
  findChoices,
  type JoinPreview,
  pairOf,
  type PersonChoice,
  previewJoin,
  previewUndo,
} from "./preview-join.server.ts";
export { type FoundPeople, searchPeople } from "./search-people.server.ts";
export { settlePeople } from "./settle-people.server.ts";
export {
  type BroughtGuest,
  type Identified,
  identifyPeople,
  type Mention,
} from "./identify-people.server.ts";
export {
  customerDeliveryHandlers,
  recordCustomers,
  recordMerge,
  type ShownMerge,
} from "./record-customers.server.ts";
export {
  countCustomers,
  type CustomerRecord,
  findCustomer,
  findCustomers,
  openDetails,
  redactCustomer,
  redactedAmong,
  resolveMerges,
} from "./repository.server.ts";
export { connectPixel } from "./visits/connect-pixel.server.ts";
export { forgetBrowser, forgetUnclearVisits } from "./visits/forget-visitors.server.ts";
export { answerPixel, PIXEL_CORS, type PixelRequest } from "./visits/receive-visits.server.ts";
export { makeVisitToken, type ProofKind, readVisitToken } from "./visits/signed-tokens.server.ts";
export {
  heldCarts,
  type NamedTokens,
  noteNamedTokens,
  ownersOfCarts,
  stitchVisitors,
} from "./visits/stitch-visitors.server.ts";
export {
  type Access,
  type AccessAction,
  type AccessLine,
  listAccess,
  noteAccess,
} from "./access/note-access.server.ts";
export {
  type Channel,
  CHANNELS,
  type Consent,
  type ConsentState,
  type CurrentConsent,
  isChannel,
} from "./consent/domain/consent.ts";
export { consentedAmong } from "./consent/consented-among.server.ts";
export { consentFromRecord } from "./consent/domain/consent-payload.ts";
export {
  confirmConsent,
  type Confirmation,
  confirmationLink,
  openConfirmation,
  optIn,
  type OptIn,
  requestConfirmation,
} from "./consent/double-opt-in.server.ts";
export {
  consentDeliveryHandlers,
  consentDerived,
  type ConsentEvidence,
  consentsOf,
  type ConsentWithEvidence,
  reactToConsents,
  readEvidence,
  recordConsents,
} from "./consent/record-consents.server.ts";
export { type ProvenConsent, readConsentHistory } from "./consent/read-history.server.ts";
export { bringConsentsUpToDate } from "./consent/refresh-consents.server.ts";
export { consentChangeSenders } from "./consent/tell-shopify.server.ts";
export {
  FREQUENCIES,
  type Frequency,
  PAUSE_DAYS,
  type Preferences,
  type Topic,
  TOPICS,
} from "./preferences/domain/preferences.ts";
export { type Birthday, isBirthday, type Stated } from "./preferences/domain/stated.ts";
export { recordStated, statedOf } from "./preferences/record-stated.server.ts";
export { openPreferenceLink, preferenceLink } from "./preferences/preference-link.server.ts";
export {
  preferencesOf,
  reactToPreferences,
  recordPreferences,
} from "./preferences/record-preferences.server.ts";
export { customerComparators } from "./compare-customers.server.ts";
export { guestIdOf, recogniserOf } from "./identities.server.ts";
