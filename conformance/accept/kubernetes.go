package accept

import (
	"fmt"

	apivalidation "k8s.io/apimachinery/pkg/api/validation"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	"k8s.io/apimachinery/pkg/util/validation/field"

	"istio.io/istio/pkg/kube"

	"conformance/manifest"
)

var strictDecoder = serializer.NewCodecFactory(kube.IstioScheme, serializer.EnableStrict).UniversalDeserializer()

// MetadataLayer is the API server's rules on names, labels and annotations.
func MetadataLayer(document manifest.Document) []Finding {
	object := document.Object
	problems := apivalidation.ValidateObjectMetaAccessor(object, object.GetNamespace() != "", apivalidation.NameIsDNSSubdomain,
		field.NewPath("metadata"))
	return findingsOf(document, "metadata", Error, problems.ToAggregate())
}

// KubernetesLayer decodes Kubernetes' own kinds strictly: unknown fields and wrong types are errors. The API server's
// further rules on them need its own packages and are not judged here.
func KubernetesLayer(document manifest.Document) []Finding {
	if isCustomResource(document) {
		return nil
	}
	text, err := document.Object.MarshalJSON()
	if err == nil {
		_, _, err = strictDecoder.Decode(text, nil, nil)
	}
	if err != nil {
		err = fmt.Errorf("strict decoding: %w", err)
	}
	return findingsOf(document, "kubernetes", Error, err)
}
