import { PairCounts } from "#app/features/recommendations/domain/models/pair-counts.ts";
import { partOf, shopPurchases } from "/work/main/bench/recommend/interactions.ts";
const data = shopPurchases({ interactions: 1_000_000, users: 100_000, items: 10_000 }, 7);
const split = 990_000;
const [before, added] = [partOf(data, 0, split), partOf(data, split, data.users.length)];
for (let r = 0; r < 6; r++) {
  const c = new PairCounts(before, { neighbours: 50, shrink: 10 });
  let t = process.cpuUsage().user; const w=performance.now();
  c.add(added.users, added.items); const a = process.cpuUsage().user;
  c.lists(); const b = process.cpuUsage().user; const w2=performance.now();
  const d = process.cpuUsage().user;
  console.log("add", (a-t)/1000, "lists", (b-a)/1000, "full", (d-b)/1000, "wall ratio", ((w2-w)/(performance.now()-w2)).toFixed(3), "cpu", ((b-t)/(d-b)).toFixed(3));
}
