import { ApiObject, ApiObjectProps, Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { checkManifest } from '../../manifest/check-manifest';
import { featuresOf } from '../../manifest/features-of';
import { isAvailable } from '../../model';
import { describeProblem } from '../../problems';
import { ProblemsError } from '../../problems/problems-error';
import { MeshApp } from '../app/mesh-app';
import { Mesh } from '../mesh/mesh';

/** Our own domain: provenance is never written under a name of Istio's. */
export const ANNOTATION_DOMAIN = 'ztmesh.dev';
const PATH_ANNOTATION = `${ANNOTATION_DOMAIN}/construct-path`;

const REVISION_LABEL = 'istio.io/rev';

/** What an object is made of; `spec` is asked for when the app is synthesised. */
export interface MeshObjectProps extends ApiObjectProps {
  readonly spec?: () => unknown;
}

/**
 * Every Istio and Gateway API object that we emit. It knows where it comes from, and does not leave unless the CRDs
 * accept it, patches and all.
 */
export class MeshObject extends ApiObject {
  private accepted = false;

  public constructor(scope: Construct, id: string, { spec, ...props }: MeshObjectProps) {
    super(scope, id, { ...props, ...(spec === undefined ? {} : { spec: Lazy.any({ produce: spec }) }) });
    this.metadata.addAnnotation(PATH_ANNOTATION, this.node.path);
    this.node.addValidation({ validate: () => this.collect() });
  }

  /** Renders the object, and throws when the API server would refuse it or drop a part of it. */
  public override toJson(): unknown {
    const manifest: unknown = super.toJson();
    const problems = [...this.refusedByCrd(manifest), ...this.tooNew(manifest), ...this.ofOtherRevision(manifest)];
    if (problems.length > 0) {
      throw new ProblemsError(problems);
    }
    this.accepted = true;
    return manifest;
  }

  private refusedByCrd(manifest: unknown): readonly string[] {
    const namespacedName = this.metadata.namespace === undefined ? this.name : `${this.metadata.namespace}/${this.name}`;
    return checkManifest(manifest).map(({ field, rule, message }) => describeProblem('INVALID_MANIFEST', { constructPath: this.node.path }, {
      kind: this.kind, namespacedName, field, rule, hint: message,
    }));
  }

  /** A control plane ignores what is labelled for another one, as a label of the whole chart can do by accident. */
  private ofOtherRevision(manifest: unknown): readonly string[] {
    const label = (manifest as { readonly metadata?: { readonly labels?: Readonly<Record<string, string>> } }).metadata?.labels?.[REVISION_LABEL];
    return label === undefined || label === Mesh.of(this).revision ? [] : [describeProblem('RESERVED_LABEL', { constructPath: this.node.path }, {
      label: `${REVISION_LABEL}: ${label}`, object: `${this.kind} ${this.name}`,
    })];
  }

  private tooNew(manifest: unknown): readonly string[] {
    const { istioVersion } = Mesh.of(this);
    const missing = featuresOf(manifest).filter((feature) => !isAvailable(feature, istioVersion._toModel()));
    return missing.map(({ name, since }) => describeProblem('FEATURE_TOO_NEW', { constructPath: this.node.path }, {
      feature: name, since, version: istioVersion.minor,
    }));
  }

  /**
   * A plain App asks every construct once for each chart, so what was accepted is not looked at again; should it
   * change afterwards, `toJson` still refuses it. A MeshApp collects from `toJson` itself.
   */
  private collect(): string[] {
    if (this.accepted || this.node.root instanceof MeshApp) {
      return [];
    }
    try {
      this.toJson();
      return [];
    } catch (error) {
      if (error instanceof ProblemsError) {
        return [...error.problems];
      }
      throw error;
    }
  }
}
