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
