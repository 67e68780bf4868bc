package accept

import "conformance/manifest"

// Validator puts objects through the API server's and istiod's rules.
type Validator struct {
	schema *SchemaLayer
}

// NewValidator loads the CRDs.
func NewValidator(gatewayAPICrds string) (*Validator, error) {
	schema, err := NewSchemaLayer(gatewayAPICrds)
	return &Validator{schema}, err
}

// Validate gives what any layer has to say.
func (v *Validator) Validate(documents []manifest.Document) []Finding {
	var findings []Finding
	for _, document := range documents {
		findings = append(findings, MetadataLayer(document)...)
		findings = append(findings, KubernetesLayer(document)...)
		findings = append(findings, v.schema.Judge(document)...)
		findings = append(findings, WebhookLayer(document)...)
	}
	return findings
}
