package accept

import (
	"fmt"
	"io"
	"os"
	"strings"

	"istio.io/istio/manifests"
	"istio.io/istio/pkg/config/crd"

	"conformance/manifest"
)

const istioCrds = "charts/base/files/crd-all.gen.yaml"

// SchemaLayer is what an API server does with a custom resource: schema, list keys, unknown fields, CEL rules.
type SchemaLayer struct {
	validator *crd.Validator
}

// NewSchemaLayer loads Istio's own CRDs and the Gateway API's from a file.
func NewSchemaLayer(gatewayAPICrds string) (*SchemaLayer, error) {
	istio, err := unpackIstioCrds()
	if err != nil {
		return nil, err
	}
	defer os.Remove(istio)
	validator, err := crd.NewValidatorFromFilesWithOptions([]string{istio, gatewayAPICrds}, crd.WithoutCRDValidation())
	if err != nil {
		return nil, fmt.Errorf("reading CRDs: %w", err)
	}
	return &SchemaLayer{validator}, nil
}

func unpackIstioCrds() (string, error) {
	source, err := manifests.FS.Open(istioCrds)
	if err != nil {
		return "", err
	}
	defer source.Close()
	target, err := os.CreateTemp("", "crds-*.yaml")
	if err != nil {
		return "", err
	}
	defer target.Close()
	_, err = io.Copy(target, source)
	return target.Name(), err
}

// Judge reports what the API server would refuse.
func (l *SchemaLayer) Judge(document manifest.Document) []Finding {
	if !isCustomResource(document) {
		return nil
	}
	// The validator writes defaults into its argument.
	return findingsOf(document, "schema", Error, l.validator.ValidateCustomResource(document.Object.DeepCopy()))
}

func isCustomResource(document manifest.Document) bool {
	group := document.Object.GroupVersionKind().Group
	return strings.HasSuffix(group, ".istio.io") || strings.HasSuffix(group, "gateway.networking.k8s.io") ||
		strings.HasPrefix(group, "gateway.networking.x-k8s.io")
}
