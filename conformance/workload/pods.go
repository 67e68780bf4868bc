// Package workload adds the pods that a cluster would run for a folder of manifests.
package workload

import (
	"fmt"

	"k8s.io/apimachinery/pkg/apis/meta/v1/unstructured"
)

type fields = map[string]any

// network is where the addresses of added pods and Services lie.
const network = "10.253"

// Complete gives Services an address, and adds pods: one for each template of a Deployment, StatefulSet, DaemonSet or Job, and
// one for each Service that selects none of those, with the Service's selector as labels and the service account of the
// Service's name, if there is one.
func Complete(objects []*unstructured.Unstructured) []*unstructured.Unstructured {
	c := completion{objects: objects, dataPlanes: dataPlanesOf(objects)}
	for _, item := range objects {
		switch item.GetKind() {
		case "Deployment", "StatefulSet", "DaemonSet", "Job":
			c.templatePod(item)
		}
	}
	for _, item := range objects {
		if item.GetKind() == "Service" {
			c.service(item)
		}
	}
	return append(objects, c.pods...)
}

// completion collects pods.
type completion struct {
	objects    []*unstructured.Unstructured
	pods       []*unstructured.Unstructured
	services   int
	dataPlanes map[string]string
}

func dataPlanesOf(objects []*unstructured.Unstructured) map[string]string {
	planes := map[string]string{}
	for _, item := range objects {
		labels := item.GetLabels()
		switch {
		case item.GetKind() != "Namespace":
		case labels["istio.io/dataplane-mode"] == "ambient":
			planes[item.GetName()] = "ambient"
		case labels["istio-injection"] == "enabled" || labels["istio.io/rev"] != "":
			planes[item.GetName()] = "sidecar"
		}
	}
	return planes
}

func (c *completion) templatePod(owner *unstructured.Unstructured) {
	labels, _, _ := unstructured.NestedStringMap(owner.Object, "spec", "template", "metadata", "labels")
	spec, _, _ := unstructured.NestedMap(owner.Object, "spec", "template", "spec")
	c.pod(owner.GetNamespace(), owner.GetName()+"-0", labels, spec)
}

func (c *completion) service(service *unstructured.Unstructured) {
	c.services++
	address := fmt.Sprintf("%s.1.%d", network, c.services)
	if _, found, _ := unstructured.NestedString(service.Object, "spec", "clusterIP"); !found {
		spec, _ := service.Object["spec"].(fields)
		spec["clusterIP"], spec["clusterIPs"] = address, []any{address}
	}
	selector, _, _ := unstructured.NestedStringMap(service.Object, "spec", "selector")
	if len(selector) == 0 || c.selects(service.GetNamespace(), selector) {
		return
	}
	spec := fields{"containers": []any{fields{"name": "app", "image": "app", "ports": containerPorts(service)}}}
	if c.has("ServiceAccount", service.GetNamespace(), service.GetName()) {
		spec["serviceAccountName"] = service.GetName()
	}
	c.pod(service.GetNamespace(), service.GetName()+"-0", selector, spec)
}

func containerPorts(service *unstructured.Unstructured) []any {
	var ports []any
	declared, _, _ := unstructured.NestedSlice(service.Object, "spec", "ports")
	for _, item := range declared {
		port, _ := item.(fields)
		number := port["port"]
		if target, ok := port["targetPort"].(int64); ok {
			number = target
		}
		ports = append(ports, fields{"containerPort": number, "protocol": "TCP"})
	}
	return ports
}

func (c *completion) selects(namespace string, selector map[string]string) bool {
	for _, pod := range c.pods {
		matches := pod.GetNamespace() == namespace
		for key, value := range selector {
			matches = matches && pod.GetLabels()[key] == value
		}
		if matches {
			return true
		}
	}
	return false
}

func (c *completion) has(kind, namespace, name string) bool {
	for _, item := range c.objects {
		if item.GetKind() == kind && item.GetNamespace() == namespace && item.GetName() == name {
			return true
		}
	}
	return false
}

// pod is running, with what the injector or the CNI plugin adds.
func (c *completion) pod(namespace, name string, labels map[string]string, spec fields) {
	address := fmt.Sprintf("%s.2.%d", network, len(c.pods)+1)
	marked, annotations := fields{}, fields{}
	for key, value := range labels {
		marked[key] = value
	}
	switch c.dataPlanes[namespace] {
	case "ambient":
		annotations["ambient.istio.io/redirection"] = "enabled"
	case "sidecar":
		marked["security.istio.io/tlsMode"] = "istio"
		annotations["sidecar.istio.io/status"] = "{}"
		containers, _ := spec["containers"].([]any)
		spec["containers"] = append(containers, fields{"name": "istio-proxy", "image": "proxyv2"})
	}
	c.pods = append(c.pods, &unstructured.Unstructured{Object: fields{
		"apiVersion": "v1", "kind": "Pod",
		"metadata": fields{"name": name, "namespace": namespace, "labels": marked, "annotations": annotations},
		"spec":     spec,
		"status": fields{
			"phase": "Running", "podIP": address, "podIPs": []any{fields{"ip": address}},
			"conditions": []any{fields{"type": "Ready", "status": "True"}},
		},
	}})
}
