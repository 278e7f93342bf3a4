export { type CustomerRow, type CustomersPage, listCustomers } from "./list-customers.server.ts";
export {
  type Overview,
  type PointsActivity,
  readOverview,
  readPointsByWeek,
  readRecentActivity,
  type WeekOfPoints,
} from "./read-overview.server.ts";
