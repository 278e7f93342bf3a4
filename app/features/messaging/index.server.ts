export type {
  MessageChannel,
  MessageContext,
  MessageStatus,
  MessageTopic,
  PendingMessage,
  Prepared,
  Purpose,
  SourceRef,
  WantedMessage,
} from "./domain/message.ts";
export type { MessageSource } from "./message-source.server.ts";
export {
  cancelMessages,
  type MessageRow,
  messagesOf,
  messagesOfSources,
  openedMessages,
  queueMessages,
} from "./repository.server.ts";
export { isReachable } from "./read-recipients.server.ts";
export { answerClick } from "./answer-click.server.ts";
export { answerUnsubscribe } from "./answer-unsubscribe.server.ts";
export { askForConfirmation, confirmationSource } from "./confirm-subscriptions.server.ts";
export { sendMessages, type SendOptions } from "./send-messages.server.ts";
export { foreseeDecisions, type ForeseenMessage } from "./foresee-decisions.server.ts";
export { recipientZone } from "./domain/recipient-zone.ts";
export { type LogLine, readLog } from "./read-log.server.ts";
export { readSenderPage, saveSenderPage, type SenderAnswer } from "./settings-page.server.ts";
export { answerTemplateForm, readTemplatePage, type TemplateAnswer } from "./template-page.server.ts";
export { listTemplates } from "./list-templates.server.ts";
export { isFollowedByPerson } from "./followed-link.server.ts";
