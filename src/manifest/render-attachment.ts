import { Attachment, TargetRef } from '../model';

const GROUPS: Readonly<Record<TargetRef['kind'], string>> = {
  Service: '',
  ServiceEntry: 'networking.istio.io',
  Gateway: 'gateway.networking.k8s.io',
  GatewayClass: 'gateway.networking.k8s.io',
};

/** What a policy is bound to, as every policy kind of Istio writes it. */
export interface RenderedAttachment {
  readonly selector?: { readonly matchLabels: Record<string, string> };
  readonly targetRefs?: { readonly group: string; readonly kind: string; readonly name: string }[];
}

export function renderAttachment(attachment: Attachment): RenderedAttachment {
  switch (attachment.kind) {
    case 'namespace':
      return {};
    case 'workloads':
      return { selector: { matchLabels: { ...attachment.labels } } };
    case 'targets':
      return { targetRefs: attachment.refs.map(({ kind, name }) => ({ group: GROUPS[kind], kind, name })) };
  }
}
