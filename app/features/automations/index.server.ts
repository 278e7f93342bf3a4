export { advanceJourneys, planJourneys } from "./advance-journeys.server.ts";
export { answerRecovery } from "./answer-recovery.server.ts";
export { enrolAndExit } from "./enrol-and-exit.server.ts";
export {
  findJourney,
  type JourneyRecord,
  type JourneyState,
  listJourneys,
} from "./journeys-repository.server.ts";
export { journeysNaming } from "./journeys-naming.server.ts";
export { journeyMessages } from "./message-source.server.ts";
export { type PlannedMessage, type PlannedPerson, previewJourney } from "./preview-journey.server.ts";
export {
  countJourneys,
  countSteps,
  type JourneyEffect,
  type JourneyReport,
  readReport,
  type StepCount,
} from "./read-report.server.ts";
export { automationChangeSenders, settleCode } from "./recovery-codes.server.ts";
export { recoveryLink } from "./recovery-link.server.ts";
export {
  createCartRecovery,
  faultsOfJourney,
  saveJourney,
  type StepFault,
  switchJourney,
} from "./save-journey.server.ts";
export { JourneyForm } from "./schema.ts";
export { answerJourneyForm, readChoices, readDryRun } from "./answer-admin.server.ts";
export { withSegmentNames } from "./ask-segments.server.ts";
