package mesh

import (
	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"

	"conformance/request"
)

// Ztunnel decides where no waypoint stands before an ambient workload. No Envoy is asked.
const Ztunnel = "ztunnel"

const useWaypoint = "istio.io/use-waypoint"

// EnforcementPoint tells which proxy a request meets first, by the labels of its target. A caller without identity meets ztunnel
// before any waypoint.
func EnforcementPoint(objects []*unstructured.Unstructured, r *request.Request) string {
	to := r.To
	if to.Gateway != "" {
		return Gateway
	}
	kind, name := "Service", to.Service
	if to.Workload != "" {
		kind, name = "Pod", to.Workload
	}
	known := inventory{objects}
	target, err := known.find(kind, name)
	if err != nil {
		return Sidecar
	}
	labels := map[string]string{}
	for _, item := range objects {
		if item.GetKind() == "Namespace" && item.GetName() == target.GetNamespace() {
			labels = item.GetLabels()
		}
	}
	waypoint := labels[useWaypoint]
	if own, ok := target.GetLabels()[useWaypoint]; ok {
		waypoint = own
	}
	switch {
	case labels["istio.io/dataplane-mode"] != "ambient":
		return Sidecar
	case kind == "Service" && waypoint != "" && waypoint != "none" && r.From.Workload+r.From.Principal != "":
		return Waypoint
	}
	return Ztunnel
}
