/** One way in which our API can be misused, or an app be wrong. Words in `<…>` are filled in when it happens. */
export interface ProblemKind {
  /** Stable; never reused for another meaning. */
  readonly code: string;
  readonly what: string;
  /** What Istio or Kubernetes would make of it: the reason why it is refused. */
  readonly consequence: string;
  readonly fix: string;
}
