export const describeEvent = ({ name, type, clientId, seq, timestamp, context, data, customData }) => ({
  name,
  type,
  clientId,
  seq,
  timestamp,
  path: context.document.location.pathname,
  data: data ?? null,
  customData: customData ?? null,
});
