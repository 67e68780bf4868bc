package generate

import (
	"fmt"

	"conformance/accept"
	"conformance/manifest"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

// addPolicy draws an AuthorizationPolicy. One that istiod's webhook refuses is drawn again.
func (w *world) addPolicy(index int) {
	for {
		spec := w.policySpec()
		namespace := w.policyNamespace()
		w.attach(spec, namespace)
		if w.addAccepted("AuthorizationPolicy", namespace, fmt.Sprintf("ap-%d", index), spec) {
			rules, _ := spec["rules"].([]any)
			for _, rule := range rules {
				w.rules = append(w.rules, rule.(fields))
			}
			return
		}
	}
}

func (w *world) policyNamespace() string {
	switch {
	case w.chance(0.8):
		return w.namespace
	case w.chance(0.7):
		return w.root
	}
	return pick(w.source, namespaces)
}

func (w *world) policySpec() fields {
	action := pick(w.source, []string{"ALLOW", "ALLOW", "ALLOW", "ALLOW", "DENY", "DENY", "DENY", "AUDIT", ""})
	spec := fields{}
	if w.providers && w.chance(0.5) {
		action = "CUSTOM"
	}
	if action != "" {
		spec["action"] = action
	}
	if action == "CUSTOM" {
		spec["provider"] = fields{"name": pick(w.source, []string{"authz-http", "authz-grpc", "authz-http", "ghost"})}
	}
	if w.chance(0.03) {
		return spec // no rule: denies all, where that is allowed
	}
	var rules []any
	for range 1 + w.IntN(3) {
		rules = append(rules, w.rule())
	}
	spec["rules"] = rules
	return spec
}

// addAccepted adds an object unless istiod's webhook refuses it.
func (w *world) addAccepted(kind, namespace, name string, spec fields) bool {
	w.clock++
	object := fields{
		"apiVersion": "security.istio.io/v1", "kind": kind, "spec": spec,
		"metadata": fields{
			"name": name, "namespace": namespace, "creationTimestamp": fmt.Sprintf("2026-01-01T%02d:00:00Z", w.clock%24),
		},
	}
	if kind == "AuthorizationPolicy" && w.chance(0.07) {
		object["metadata"].(fields)["annotations"] = fields{"istio.io/dry-run": "true"}
	}
	document := manifest.Document{Object: &unstructured.Unstructured{Object: object}, Place: "generated"}
	for _, finding := range accept.WebhookLayer(document) {
		if finding.Severity == accept.Error {
			return false
		}
	}
	w.objects = append(w.objects, object)
	return true
}

// attach aims a policy at the target, at everything, or past it.
func (w *world) attach(spec fields, namespace string) {
	labels := fields{"app": w.name}
	gatewayLabels := fields{"gateway.networking.k8s.io/gateway-name": map[string]string{waypoint: "waypoint", gateway: "edge"}[w.plane]}
	reference := func(group, kind, name string) {
		target := fields{"group": group, "kind": kind, "name": name}
		if w.chance(0.25) {
			spec["targetRef"] = target
			return
		}
		spec["targetRefs"] = []any{target}
		if w.chance(0.15) {
			spec["targetRefs"] = []any{fields{"group": "", "kind": "Service", "name": "other"}, target}
		}
	}
	group := pick(w.source, []string{"", "core"})
	const gatewayAPI = "gateway.networking.k8s.io"
	switch roll := w.IntN(10); {
	case w.plane == sidecar && roll < 4:
		spec["selector"] = fields{"matchLabels": labels}
	case w.plane == sidecar && roll == 4:
		spec["selector"] = fields{"matchLabels": fields{"app": w.name, "tier": pick(w.source, []string{"back", "front"})}}
	case w.plane == waypoint && namespace == w.root && roll < 7:
		reference(gatewayAPI, "GatewayClass", "istio-waypoint")
	case w.plane == waypoint && roll < 5:
		reference(group, "Service", w.name)
	case w.plane == waypoint && roll < 7:
		reference(gatewayAPI, "Gateway", "waypoint")
	case w.plane == gateway && roll < 6:
		reference(gatewayAPI, "Gateway", "edge")
	case w.plane != sidecar && roll == 8:
		spec["selector"] = fields{"matchLabels": gatewayLabels}
	case roll == 9:
		reference(group, "Service", "other")
	}
}
