package mesh

import (
	"fmt"

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
