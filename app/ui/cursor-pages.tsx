import { Box, InlineStack, Pagination } from "@shopify/polaris";
import { useNavigate } from "@remix-run/react";

/** Previous and Next below a list. An address is null where there is nothing further. */
export function CursorPages({
  previous,
  next,
  label,
}: {
  previous: string | null;
  next: string | null;
  label: string;
}) {
  const navigate = useNavigate();
  if (previous === null && next === null) return null;
  return (
    <Box
      padding="200"
      borderBlockStartWidth="025"
      borderColor="border-secondary"
      background="bg-surface-secondary"
    >
      <InlineStack align="center">
        <Pagination
          accessibilityLabel={label}
          hasPrevious={previous !== null}
          hasNext={next !== null}
          onPrevious={() => previous !== null && navigate(previous)}
          onNext={() => next !== null && navigate(next)}
        />
      </InlineStack>
    </Box>
  );
}
