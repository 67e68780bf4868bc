import { Construct } from 'constructs';
import { AuthorizationPolicy as AuthorizationPolicyL1 } from '../../../imports/security.istio.io';
import { ANNOTATION_DOMAIN, MeshObject } from '../../constructs/object/mesh-object';
import { renderAuthorizationPolicy } from '../../manifest/render-authorization-policy';
import { AuthorizationPolicy } from '../../model';

/** What policies are called and where they are; what is in them is asked for at synthesis. */
export interface PolicyObjectsProps {
  readonly id: string;
  readonly name: string;
  readonly namespace: string;
  policies(): readonly AuthorizationPolicy[];
}

/** The AuthorizationPolicies for one purpose: one, or several where Istio's limits ask for it. */
export class PolicyObjects {
  private readonly objects: MeshObject[] = [];

  public constructor(private readonly scope: Construct, private readonly props: PolicyObjectsProps) {}

  public get all(): readonly MeshObject[] {
    return this.objects;
  }

  /** Sees to it that there are at least so many objects. */
  public ensure(count: number): void {
    while (this.objects.length < count) {
      this.add(this.objects.length);
    }
  }

  /** What loosens a policy says why in the manifest itself. */
  public annotate(name: string, reasons: readonly string[]): void {
    const value = [...new Set(reasons)].join('; ');
    if (value !== '') {
      this.objects.at(0)?.metadata.addAnnotation(`${ANNOTATION_DOMAIN}/${name}`, value);
    }
  }

  private add(index: number): void {
    const { id, name, namespace } = this.props;
    const part = index === 0 ? '' : String(index + 1);
    this.objects.push(new MeshObject(this.scope, `${id}${part}`, {
      ...AuthorizationPolicyL1.GVK,
      metadata: { name: part === '' ? name : `${name}-${part}`, namespace },
      spec: () => this.spec(index),
    }));
  }

  /** Later changes can lead to fewer policies than there were; the surplus object repeats the first, which changes nothing. */
  private spec(index: number): unknown {
    const policies = this.props.policies();
    return renderAuthorizationPolicy(policies[index] ?? policies[0]);
  }
}
