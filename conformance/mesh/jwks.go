package mesh

import (
	"encoding/json"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// trustIssuer puts the test issuer's keys where a RequestAuthentication names keys of its own. Keys that cannot be read
// stay: Istio's answer to them is part of what is judged.
func trustIssuer(objects []*unstructured.Unstructured, jwks string) error {
	for _, object := range objects {
		if object.GetKind() != "RequestAuthentication" {
			continue
		}
		rules, found, err := unstructured.NestedSlice(object.Object, "spec", "jwtRules")
		if err != nil || !found {
			continue
		}
		for _, rule := range rules {
			if fields, ok := rule.(map[string]any); ok && replaceable(fields) {
				delete(fields, "jwksUri")
				delete(fields, "jwks_uri")
				fields["jwks"] = jwks
			}
		}
		if err := unstructured.SetNestedSlice(object.Object, rules, "spec", "jwtRules"); err != nil {
			return err
		}
	}
	return nil
}

func replaceable(rule map[string]any) bool {
	inline, ok := rule["jwks"].(string)
	if !ok || inline == "" {
		return true
	}
	var keys struct {
		Keys []map[string]any `json:"keys"`
	}
	return json.Unmarshal([]byte(inline), &keys) == nil && len(keys.Keys) > 0
}
