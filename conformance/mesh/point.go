package mesh

import (
	"fmt"
	"slices"
	"sort"
	"strings"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
	"k8s.io/apimachinery/pkg/util/intstr"

	"conformance/request"
)

// The kinds of enforcement points.
const (
	Sidecar  = "sidecar"
	Waypoint = "waypoint"
	Gateway  = "gateway"
)

// Point is one proxy: a pod's sidecar, or a Gateway by its name.
type Point struct {
	Kind, Namespace, Name string
}

// Destination is where a request reaches a proxy.
type Destination struct {
	Point Point
	// Address is what the connection is addressed to: the pod for a sidecar and a gateway, the Service or pod behind a waypoint.
	Address string
	Port    int
}

// inventory looks objects up.
type inventory struct {
	objects []*unstructured.Unstructured
}

func (i inventory) find(kind, namespacedName string) (*unstructured.Unstructured, error) {
	namespace, name, ok := strings.Cut(namespacedName, "/")
	if ok {
		for _, item := range i.objects {
			if item.GetKind() == kind && item.GetNamespace() == namespace && item.GetName() == name {
				return item, nil
			}
		}
	}
	return nil, fmt.Errorf("there is no %s %q", kind, namespacedName)
}

func addressOf(pod *unstructured.Unstructured) string {
	address, _, _ := unstructured.NestedString(pod.Object, "status", "podIP")
	return address
}

// addressesOf are all of a pod's addresses, the first one first.
func addressesOf(pod *unstructured.Unstructured) []string {
	addresses := []string{addressOf(pod)}
	all, _, _ := unstructured.NestedSlice(pod.Object, "status", "podIPs")
	for _, item := range all {
		fields, _ := item.(map[string]any)
		if address, _ := fields["ip"].(string); address != "" && address != addresses[0] {
			addresses = append(addresses, address)
		}
	}
	return addresses
}

// dialled is the address that a request names, which has to be the pod's, or else the pod's first.
func dialled(pod *unstructured.Unstructured, to request.Target) (string, error) {
	addresses := addressesOf(pod)
	if to.IP == "" {
		return addresses[0], nil
	}
	if !slices.Contains(addresses, to.IP) {
		return "", fmt.Errorf("Pod %s/%s has no address %s", pod.GetNamespace(), pod.GetName(), to.IP)
	}
	return to.IP, nil
}

func clusterAddressOf(service *unstructured.Unstructured) string {
	address, _, _ := unstructured.NestedString(service.Object, "spec", "clusterIP")
	return address
}

// backends are the pods that a Service selects, by name.
func (i inventory) backends(service *unstructured.Unstructured) []*unstructured.Unstructured {
	selector, _, _ := unstructured.NestedStringMap(service.Object, "spec", "selector")
	var pods []*unstructured.Unstructured
	for _, item := range i.objects {
		if len(selector) > 0 && item.GetKind() == "Pod" && item.GetNamespace() == service.GetNamespace() &&
			includes(item.GetLabels(), selector) {
			pods = append(pods, item)
		}
	}
	sort.Slice(pods, func(a, b int) bool { return pods[a].GetName() < pods[b].GetName() })
	return pods
}

func includes(labels, selector map[string]string) bool {
	for key, value := range selector {
		if labels[key] != value {
			return false
		}
	}
	return true
}

// targetPort is the pod's port behind a Service's port.
func targetPort(service, pod *unstructured.Unstructured, port int) (int, error) {
	ports, _, _ := unstructured.NestedSlice(service.Object, "spec", "ports")
	for _, item := range ports {
		fields, _ := item.(map[string]any)
		if fields["port"] != int64(port) {
			continue
		}
		switch target := fields["targetPort"].(type) {
		case nil:
			return port, nil
		case int64:
			return int(target), nil
		case string:
			return namedPort(pod, target)
		}
	}
	return 0, fmt.Errorf("Service %s/%s has no port %d", service.GetNamespace(), service.GetName(), port)
}

func namedPort(pod *unstructured.Unstructured, name string) (int, error) {
	if number := intstr.Parse(name); number.Type == intstr.Int {
		return number.IntValue(), nil
	}
	containers, _, _ := unstructured.NestedSlice(pod.Object, "spec", "containers")
	for _, container := range containers {
		ports, _, _ := unstructured.NestedSlice(container.(map[string]any), "ports")
		for _, item := range ports {
			if fields, _ := item.(map[string]any); fields["name"] == name {
				return int(fields["containerPort"].(int64)), nil
			}
		}
	}
	return 0, fmt.Errorf("Pod %s/%s has no port named %q", pod.GetNamespace(), pod.GetName(), name)
}

// destinations finds the proxies that a request meets at its enforcement point; several pods behind a Service are several.
func (i inventory) destinations(r *request.Request, waypointOf func(address string) (Point, error)) ([]Destination, error) {
	switch {
	case r.At == Gateway:
		return i.gatewayDestination(r.To)
	case r.At == Waypoint:
		return i.waypointDestination(r.To, waypointOf)
	case r.At == Sidecar && r.To.Workload != "":
		pod, err := i.find("Pod", r.To.Workload)
		if err != nil {
			return nil, err
		}
		address, err := dialled(pod, r.To)
		return []Destination{{Point{Sidecar, pod.GetNamespace(), pod.GetName()}, address, r.To.Port}}, err
	case r.At == Sidecar:
		return i.serviceDestinations(r.To)
	}
	return nil, fmt.Errorf("unknown enforcement point %q", r.At)
}

func (i inventory) serviceDestinations(to request.Target) ([]Destination, error) {
	service, err := i.find("Service", to.Service)
	if err != nil {
		return nil, err
	}
	var found []Destination
	for _, pod := range i.backends(service) {
		port, err := targetPort(service, pod, to.Port)
		if err != nil {
			return nil, err
		}
		address, err := dialled(pod, to)
		if err != nil {
			continue // the address tells which of the pods was chosen
		}
		found = append(found, Destination{Point{Sidecar, pod.GetNamespace(), pod.GetName()}, address, port})
	}
	if len(found) == 0 {
		return nil, fmt.Errorf("no pod is behind Service %s, or none at the address that the request names", to.Service)
	}
	return found, nil
}

func (i inventory) waypointDestination(to request.Target, waypointOf func(string) (Point, error)) ([]Destination, error) {
	kind, name := "Service", to.Service
	if to.Workload != "" {
		kind, name = "Pod", to.Workload
	}
	target, err := i.find(kind, name)
	if err != nil {
		return nil, err
	}
	address := clusterAddressOf(target)
	if kind == "Pod" {
		if address, err = dialled(target, to); err != nil {
			return nil, err
		}
	}
	point, err := waypointOf(address)
	if err != nil {
		return nil, err
	}
	return []Destination{{point, address, to.Port}}, nil
}

func (i inventory) gatewayDestination(to request.Target) ([]Destination, error) {
	gateway, err := i.find("Gateway", to.Gateway)
	if err != nil {
		return nil, err
	}
	service, err := i.find("Service", to.Gateway+"-"+gatewayClass)
	if err != nil {
		return nil, err
	}
	pods := i.backends(service)
	if len(pods) == 0 {
		return nil, fmt.Errorf("no pod is behind Gateway %s", to.Gateway)
	}
	port, err := targetPort(service, pods[0], to.Port)
	return []Destination{{Point{Gateway, gateway.GetNamespace(), gateway.GetName()}, addressOf(pods[0]), port}}, err
}
