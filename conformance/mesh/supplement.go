package mesh

import (
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

const (
	gatewayNameLabel    = "gateway.networking.k8s.io/gateway-name"
	gatewayClassLabel   = "gateway.networking.k8s.io/gateway-class-name"
	managedLabel        = "gateway.istio.io/managed"
	waypointClass       = "istio-waypoint"
	gatewayClass        = "istio"
	meshController      = "istio.io/mesh-controller"
	gatewayController   = "istio.io/gateway-controller"
	waypointPort        = int64(15008)
	supplementedNetwork = "10.254"
)

type object = map[string]any

// supplement adds what a cluster's controllers would have written: GatewayClasses, and for each Gateway its Service, its
// pod and, for a waypoint, its status. What is already there stays.
func supplement(objects []*unstructured.Unstructured) []*unstructured.Unstructured {
	all := append(objects,
		gatewayClassObject(waypointClass, meshController), gatewayClassObject(gatewayClass, gatewayController))
	for _, item := range objects {
		if isGateway(item) && classOf(item) == waypointClass {
			setWaypointStatus(item)
		}
	}
	return append(all, Deployed(objects)...)
}

func isGateway(item *unstructured.Unstructured) bool {
	return item.GetKind() == "Gateway" && item.GroupVersionKind().Group == "gateway.networking.k8s.io"
}

func classOf(gateway *unstructured.Unstructured) string {
	class, _, _ := unstructured.NestedString(gateway.Object, "spec", "gatewayClassName")
	return class
}

// Deployed gives the Service and the pod that istiod makes for each Gateway that has none yet.
func Deployed(objects []*unstructured.Unstructured) []*unstructured.Unstructured {
	var all []*unstructured.Unstructured
	for index, item := range objects {
		if !isGateway(item) {
			continue
		}
		switch class := classOf(item); class {
		case waypointClass:
			all = append(all, deployed(objects, deployment{item, item.GetName(), "istio.io-mesh-controller", class, index})...)
		case gatewayClass:
			name := item.GetName() + "-" + class
			all = append(all, deployed(objects, deployment{item, name, "istio.io-gateway-controller", class, index})...)
		}
	}
	return all
}

func gatewayClassObject(name, controller string) *unstructured.Unstructured {
	return &unstructured.Unstructured{Object: object{
		"apiVersion": "gateway.networking.k8s.io/v1", "kind": "GatewayClass",
		"metadata": object{"name": name},
		"spec":     object{"controllerName": controller},
	}}
}

func setWaypointStatus(gateway *unstructured.Unstructured) {
	if _, found, _ := unstructured.NestedSlice(gateway.Object, "status", "addresses"); found {
		return
	}
	gateway.Object["status"] = object{"addresses": []any{object{
		"type": "Hostname", "value": fmt.Sprintf("%s.%s.svc.cluster.local", gateway.GetName(), gateway.GetNamespace()),
	}}}
}

// deployment is what istiod's deployment controller makes of a Gateway.
type deployment struct {
	gateway              *unstructured.Unstructured
	name, managed, class string
	index                int
}

func deployed(objects []*unstructured.Unstructured, d deployment) []*unstructured.Unstructured {
	if exists(objects, "Service", d.gateway.GetNamespace(), d.name) {
		return nil
	}
	return []*unstructured.Unstructured{d.service(), d.pod()}
}

func exists(objects []*unstructured.Unstructured, kind, namespace, name string) bool {
	for _, item := range objects {
		if item.GetKind() == kind && item.GetNamespace() == namespace && item.GetName() == name {
			return true
		}
	}
	return false
}

func (d deployment) labels() object {
	return object{gatewayNameLabel: d.gateway.GetName(), gatewayClassLabel: d.class, managedLabel: d.managed}
}

func (d deployment) service() *unstructured.Unstructured {
	address := fmt.Sprintf("%s.1.%d", supplementedNetwork, d.index+1)
	return &unstructured.Unstructured{Object: object{
		"apiVersion": "v1", "kind": "Service",
		"metadata": object{"name": d.name, "namespace": d.gateway.GetNamespace(), "labels": d.labels()},
		"spec": object{
			"clusterIP": address, "clusterIPs": []any{address}, "ports": d.ports(),
			"selector": object{gatewayNameLabel: d.gateway.GetName()},
		},
	}}
}

func (d deployment) ports() []any {
	if d.class == waypointClass {
		return []any{object{"name": "mesh", "port": waypointPort, "protocol": "TCP", "appProtocol": "hbone"}}
	}
	var ports []any
	listeners, _, _ := unstructured.NestedSlice(d.gateway.Object, "spec", "listeners")
	seen := map[any]bool{}
	for _, item := range listeners {
		listener, _ := item.(object)
		if port := listener["port"]; !seen[port] {
			seen[port] = true
			ports = append(ports, object{"name": listener["name"], "port": port, "targetPort": port, "protocol": "TCP"})
		}
	}
	return ports
}

func (d deployment) pod() *unstructured.Unstructured {
	address := fmt.Sprintf("%s.2.%d", supplementedNetwork, d.index+1)
	return &unstructured.Unstructured{Object: object{
		"apiVersion": "v1", "kind": "Pod",
		"metadata": object{"name": d.name + "-0", "namespace": d.gateway.GetNamespace(), "labels": d.labels()},
		"spec": object{
			"serviceAccountName": d.name, "containers": []any{object{"name": "istio-proxy", "image": "proxy"}},
		},
		"status": object{
			"phase": "Running", "podIP": address, "podIPs": []any{object{"ip": address}},
			"conditions": []any{object{"type": "Ready", "status": "True"}},
		},
	}}
}
