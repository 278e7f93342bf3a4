export {
  exportCustomer,
  privacyDeliveryHandlers,
  workOffPrivacyRequests,
} from "./work-off-requests.server.ts";
