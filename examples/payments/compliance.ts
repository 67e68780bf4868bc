import { ApiObject } from 'cdk8s';

/** What carries grants: a workload, or a gateway. */
interface PolicyHolder {
  readonly policies: ApiObject[];
}

/**
 * S93, S100: what auditors look for, on every policy that carries the holder's grants. The keys are under the bank's
 * own domain: Istio reads none of them.
 */
export function recordControls(holder: PolicyHolder, controls: { [control: string]: string }): void {
  for (const policy of holder.policies) {
    for (const [control, value] of Object.entries(controls)) {
      policy.metadata.addAnnotation(`compliance.bank.example/${control}`, value);
    }
  }
}
