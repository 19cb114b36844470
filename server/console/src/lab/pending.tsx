import { Loader } from '@mantine/core';

/** In the place of an answer that has not come yet, or why it does not. */
export const Pending = ({ problem }: { problem: string | undefined }) =>
  problem === undefined ? (
    <Loader className="waiting" aria-label="Loading" />
  ) : (
    <p className="notice">{problem}</p>
  );
