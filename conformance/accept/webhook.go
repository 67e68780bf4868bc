package accept

import (
	"encoding/json"
	"fmt"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/schema/collections"
	"istio.io/istio/pkg/config/schema/resource"

	"conformance/manifest"
)

// WebhookLayer is istiod's validating webhook. It looks at Istio's kinds only.
func WebhookLayer(document manifest.Document) []Finding {
	kind := document.Object.GroupVersionKind()
	schema, ok := collections.Istio.FindByGroupVersionAliasesKind(config.FromKubernetesGVK(kind))
	if !ok {
		return nil
	}
	object, err := convert(document, schema)
	if err != nil {
		return findingsOf(document, "webhook", Error, err)
	}
	warnings, err := schema.ValidateConfig(*object)
	return append(findingsOf(document, "webhook", Error, err), findingsOf(document, "webhook", Warning, warnings)...)
}

func convert(document manifest.Document, schema resource.Schema) (*config.Config, error) {
	text, err := document.Object.MarshalJSON()
	if err != nil {
		return nil, err
	}
	object := crd.IstioKind{}
	if err := json.Unmarshal(text, &object); err != nil {
		return nil, fmt.Errorf("cannot decode: %w", err)
	}
	return crd.ConvertObject(schema, &object, "cluster.local")
}
