import { App } from 'cdk8s';

/** The text of the error that a call throws. */
export function textThrownBy(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  throw new Error('nothing was refused');
}

/** The report of an app that cannot be synthesised. */
export const textReportedBy = (app: App): string => textThrownBy(() => app.synthYaml());
