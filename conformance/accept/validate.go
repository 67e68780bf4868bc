package accept

import "conformance/manifest"

// Validate puts every object through the API server's and istiod's rules.
func Validate(documents []manifest.Document, gatewayAPICrds string) ([]Finding, error) {
	schema, err := NewSchemaLayer(gatewayAPICrds)
	if err != nil {
		return nil, err
	}
	var findings []Finding
	for _, document := range documents {
		findings = append(findings, MetadataLayer(document)...)
		findings = append(findings, KubernetesLayer(document)...)
		findings = append(findings, schema.Judge(document)...)
		findings = append(findings, WebhookLayer(document)...)
	}
	return findings, nil
}
