package mesh

import (
	"encoding/base64"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// Keys are what the test CA and issuer put in the place of real ones.
type Keys struct {
	JWKS, Chain, Key string
}

// gatewaySecrets are the TLS secrets that Gateways refer to: without them istiod makes no listener.
func gatewaySecrets(objects []*unstructured.Unstructured, keys Keys) []*unstructured.Unstructured {
	var secrets []*unstructured.Unstructured
	for _, gateway := range objects {
		if gateway.GetKind() != "Gateway" {
			continue
		}
		for _, name := range certificateNames(gateway) {
			if !exists(append(objects, secrets...), "Secret", gateway.GetNamespace(), name) {
				secrets = append(secrets, tlsSecret(gateway.GetNamespace(), name, keys))
			}
		}
	}
	return secrets
}

func certificateNames(gateway *unstructured.Unstructured) []string {
	var names []string
	listeners, _, _ := unstructured.NestedSlice(gateway.Object, "spec", "listeners")
	for _, item := range listeners {
		listener, _ := item.(object)
		references, _, _ := unstructured.NestedSlice(listener, "tls", "certificateRefs")
		for _, reference := range references {
			if fields, _ := reference.(object); fields["namespace"] == nil {
				name, _ := fields["name"].(string)
				names = append(names, name)
			}
		}
	}
	return names
}

func tlsSecret(namespace, name string, keys Keys) *unstructured.Unstructured {
	encoded := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	return &unstructured.Unstructured{Object: object{
		"apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/tls",
		"metadata": object{"name": name, "namespace": namespace},
		"data":     object{"tls.crt": encoded(keys.Chain), "tls.key": encoded(keys.Key)},
	}}
}
