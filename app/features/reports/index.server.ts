export {
  type BulkActionRow,
  type BulkPreview,
  listBulkActions,
  previewBulkAction,
  readExportFile,
  startBulkAction,
  startReplay,
  undoBulkAction,
} from "./bulk-actions.server.ts";
export {
  type CustomerRow,
  type CustomersPage,
  listCustomers,
  type ListTotal,
} from "./list-customers.server.ts";
export { type CustomerNote, saveNote, setNoteDeleted } from "./notes.server.ts";
export { type Profile, readProfile } from "./read-profile.server.ts";
export type { Page } from "./domain/page-place.ts";
export type { Contact } from "./read-contacts.server.ts";
export { answerPart } from "./answer-part.server.ts";
export { readPart } from "./read-parts.server.ts";
export { readTimeline, type TimelinePage } from "./read-timeline.server.ts";
export { reportChangeSenders, runBulkActions } from "./run-bulk-actions.server.ts";
export { deleteView, listViews, type SavedViewRow, saveView } from "./saved-views.server.ts";
export {
  type Overview,
  type PointsActivity,
  readOverview,
  readPointsByWeek,
  readRecentActivity,
  type WeekOfPoints,
} from "./read-overview.server.ts";
export { previewStages, readSuggestion, type StagePreview } from "./settings/preview-stages.server.ts";
export { readStagePlan, saveShopSettings } from "./settings/plan-stages.server.ts";
export { runTransfers } from "./transfer/run-transfers.server.ts";
export { answerDownload, downloadPath } from "./transfer/download-links.server.ts";
export { readPieceOf } from "./transfer/file-pieces.server.ts";
export { listExports, requestExport } from "./transfer/export-runs.server.ts";
export {
  cancelImport,
  checkImport,
  createImport,
  finishUpload,
  listImports,
  listRowErrors,
  readMapping,
  startImport,
  uploadPiece,
} from "./transfer/import-runs.server.ts";
export { findExample } from "./transfer/import-traces.server.ts";
export { readImport } from "./transfer/import-record.server.ts";
export { previewUndo, undoImport, type UndoPreview } from "./transfer/undo-import.server.ts";
