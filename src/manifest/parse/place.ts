import { fieldOf, isObject, own } from '../check-field';
import type { FieldPath, ManifestDocument } from './manifest-document';
import type { Diagnostic, Provenance, Read } from '../../model/mesh';

const CONSTRUCT_PATH = 'ztmesh.dev/construct-path';

/** The construct that emitted an object, from the annotation which synthesis leaves on it. */
function constructPathOf(value: unknown): string | undefined {
  const metadata = isObject(value) ? own(value, 'metadata') : undefined;
  const annotations = isObject(metadata) ? own(metadata, 'annotations') : undefined;
  const path = isObject(annotations) ? own(annotations, CONSTRUCT_PATH) : undefined;
  return typeof path === 'string' ? path : undefined;
}

interface PlaceContext {
  readonly constructPath?: string;
  readonly log: Diagnostic[];
  readonly spoilers: Diagnostic[];
}

/** One value within a document. What is wrong with it is reported here, and spoils the part of the mesh that is being read. */
export class Place {
  /** The place of a whole document; `log` collects every diagnostic. */
  static root(document: ManifestDocument, log: Diagnostic[]): Place {
    return new Place(document, { constructPath: constructPathOf(document.value), log, spoilers: [] });
  }

  private constructor(
    private readonly document: ManifestDocument,
    private readonly context: PlaceContext,
    private readonly parent?: Place,
    private readonly key?: string | number,
  ) {}

  /** Few places are ever asked for it. */
  private get path(): FieldPath {
    return this.parent === undefined || this.key === undefined ? [] : [...this.parent.path, this.key];
  }

  get at(): Provenance {
    const { constructPath } = this.context;
    const at = this.document.locate(this.path);
    return constructPath === undefined ? at : { ...at, constructPath };
  }

  /** As in `spec.rules[0]`; empty for the document itself. */
  get field(): string {
    return this.path.reduce<string>((field, key) => typeof key === 'number' ? `${field}[${key}]` : fieldOf(field, key), '');
  }

  get impliedType(): ManifestDocument['impliedType'] {
    return this.document.impliedType;
  }

  child(key: string | number): Place {
    return new Place(this.document, this.context, this, key);
  }

  /** Whatever was wrong with how a child of `container`, the map or list at this place, was written. */
  reportFault(container: object, key: string | number): void {
    const fault = this.document.faultOf(container, key);
    if (fault === undefined) return;
    const diagnostic = { ...fault, field: this.child(key).field };
    this.context.spoilers.push(diagnostic);
    this.context.log.push(diagnostic);
  }

  /** What is read here cannot be trusted. */
  report(code: string, message: string): void {
    this.context.spoilers.push(this.note(code, message));
  }

  /** Something that people should know, though what was read is sound. */
  note(code: string, message: string): Diagnostic {
    const { at, field } = this;
    const diagnostic = { code, message, at, ...field === '' ? {} : { field } };
    this.context.log.push(diagnostic);
    return diagnostic;
  }

  /** Reads something that may turn out unreadable by itself, without making unreadable what it is part of. */
  readApart<T>(read: (place: Place) => T): Read<T> {
    const { constructPath, log } = this.context;
    const apart = new Place(this.document, { constructPath, log, spoilers: [] }, this.parent, this.key);
    const value = read(apart);
    const [spoiler] = apart.context.spoilers;
    return spoiler === undefined ? { kind: 'read', value } : { kind: 'unreadable', diagnostic: spoiler };
  }
}
