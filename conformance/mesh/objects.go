// Package mesh runs istiod's own control plane over the objects of one mesh and gives the listeners of the proxies asked for.
package mesh

import (
	"encoding/json"
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/runtime"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pkg/config"
	"istio.io/istio/pkg/config/schema/collections"
	"istio.io/istio/pkg/kube"

	"conformance/request"
)

// objectsOf decodes the objects of a mesh line.
func objectsOf(mesh *request.Mesh) ([]*unstructured.Unstructured, error) {
	var objects []*unstructured.Unstructured
	for index, text := range mesh.Objects {
		object := &unstructured.Unstructured{}
		if err := object.UnmarshalJSON(text); err != nil {
			return nil, fmt.Errorf("objects[%d]: %w", index, err)
		}
		objects = append(objects, object)
	}
	return objects, nil
}

// typedOf gives the objects as the Kubernetes API would: the ambient index and the Gateway API controller read these.
func typedOf(objects []*unstructured.Unstructured) ([]runtime.Object, error) {
	decoder := kube.IstioCodec.UniversalDeserializer()
	var typed []runtime.Object
	for _, object := range objects {
		if panicsAmbientIndex(object) {
			continue
		}
		text, err := object.MarshalJSON()
		if err != nil {
			return nil, err
		}
		decoded, _, err := decoder.Decode(text, nil, nil)
		if err != nil {
			return nil, fmt.Errorf("%s %s/%s: %w", object.GetKind(), object.GetNamespace(), object.GetName(), err)
		}
		typed = append(typed, decoded)
	}
	return typed, nil
}

// configsOf gives Istio's objects as istiod's config store holds them: the sidecar and waypoint generators read these.
func configsOf(objects []*unstructured.Unstructured) ([]config.Config, error) {
	var configs []config.Config
	for _, object := range objects {
		schema, ok := collections.Istio.FindByGroupVersionAliasesKind(config.FromKubernetesGVK(object.GroupVersionKind()))
		if !ok {
			continue
		}
		text, err := object.MarshalJSON()
		if err != nil {
			return nil, err
		}
		kind := crd.IstioKind{}
		if err := json.Unmarshal(text, &kind); err != nil {
			return nil, err
		}
		converted, err := crd.ConvertObject(schema, &kind, "cluster.local")
		if err != nil {
			return nil, fmt.Errorf("%s %s/%s: %w", object.GetKind(), object.GetNamespace(), object.GetName(), err)
		}
		configs = append(configs, *converted)
	}
	return configs, nil
}

// panicsAmbientIndex finds a rule with a from or to entry without source or operation: istiod's ambient index
// dereferences it. The sidecar and waypoint generators do not.
func panicsAmbientIndex(object *unstructured.Unstructured) bool {
	if object.GetKind() != "AuthorizationPolicy" {
		return false
	}
	rules, _, _ := unstructured.NestedSlice(object.Object, "spec", "rules")
	for _, rule := range rules {
		fields, _ := rule.(map[string]any)
		if lacks(fields["from"], "source") || lacks(fields["to"], "operation") {
			return true
		}
	}
	return false
}

func lacks(list any, field string) bool {
	entries, _ := list.([]any)
	for _, entry := range entries {
		if fields, _ := entry.(map[string]any); fields[field] == nil {
			return true
		}
	}
	return false
}
