/** A place where a manifest breaks the CustomResourceDefinition of its kind. */
export interface ManifestFinding {
  /** The field, as in `spec.rules[0].to[0].operation.path`. */
  readonly field: string;
  /** What is broken: `unknown field`, `required`, `duplicate`, a keyword of the schema such as `type` or `enum`, or the CEL rule. */
  readonly rule: string;
  /** What was found and what is allowed. */
  readonly message: string;
}
