import { useComputedColorScheme } from '@mantine/core';

/** A report in a frame of its own, in which nothing runs, in the console's theme. */
export function ReportFrame({ title, address }: { title: string; address: string }) {
  const scheme = useComputedColorScheme('light');
  return <iframe className="lab-report" data-scheme={scheme} title={title} src={address} sandbox="" />;
}
