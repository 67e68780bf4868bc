package generate

import "fmt"

// How a port says its protocol, and how it leaves Istio to find out.
var portKinds = []fields{
	{"name": "http"}, {"name": "http-web"}, {"name": "grpc-api"}, {"name": "http2"}, {"name": "tcp-db"}, {"name": "tcp"},
	{"name": "web"}, {"name": "https-web"}, {"name": "mysql-a"}, {"name": "tcp-front", "appProtocol": "http"},
	{"name": "api", "appProtocol": "kubernetes.io/h2c"}, {"name": "ws", "appProtocol": "kubernetes.io/ws"}, {"name": "metrics"},
}

func (w *world) addTarget() {
	labels := fields{"app": w.name, "tier": "back", "version": "v1"}
	switch {
	case w.plane == sidecar:
		labels["security.istio.io/tlsMode"] = "istio"
	case w.plane == waypoint && w.waypointFor == "all":
		labels["istio.io/use-waypoint"] = "waypoint"
	}
	var declared, containers []any
	for index, number := range []int{80, 9000, 7000, 8443} {
		target := pick(w.source, []int{number, 8080 + index})
		kind := pick(w.source, portKinds)
		one := fields{"port": number, "targetPort": target, "protocol": "TCP"}
		for key, value := range kind {
			one[key] = value
		}
		one["name"] = fmt.Sprintf("%s-%d", kind["name"], index)
		w.ports = append(w.ports, port{number, target, one})
		declared = append(declared, one)
		containers = append(containers, fields{"containerPort": target, "protocol": "TCP"})
	}
	w.addPod(w.namespace, w.name+"-0", podSpec{labels, w.name, targetAddress, containers})
	metadata := w.add("v1", "Service", w.namespace, w.name, fields{
		"clusterIP": serviceAddress, "clusterIPs": []any{serviceAddress}, "selector": fields{"app": w.name}, "ports": declared,
	})
	if w.plane == waypoint {
		metadata["labels"] = fields{"istio.io/use-waypoint": "waypoint"}
	}
}

type podSpec struct {
	labels           fields
	account, address string
	ports            []any
}

func (w *world) addPod(namespace, name string, p podSpec) {
	w.addAccount(namespace, p.account)
	metadata := w.add("v1", "Pod", namespace, name, fields{
		"serviceAccountName": p.account, "nodeName": "node-1",
		"containers": []any{fields{"name": "app", "image": "app", "ports": p.ports}},
	})
	metadata["labels"] = p.labels
	metadata["annotations"] = fields{"sidecar.istio.io/status": "{}"}
	if w.plane == waypoint {
		metadata["annotations"] = fields{"ambient.istio.io/redirection": "enabled"}
	}
	w.objects[len(w.objects)-1].(fields)["status"] = fields{
		"phase": "Running", "podIP": p.address, "podIPs": []any{fields{"ip": p.address}},
		"conditions": []any{fields{"type": "Ready", "status": "True"}},
	}
}

func (w *world) addAccount(namespace, name string) {
	if key := namespace + "/" + name; !w.accounts[key] {
		w.accounts[key] = true
		w.add("v1", "ServiceAccount", namespace, name, nil)
	}
}

func (w *world) addCallers() {
	for index := range 3 {
		namespace, account := pick(w.source, namespaces), pick(w.source, accounts)
		name, address := fmt.Sprintf("caller-%d", index), fmt.Sprintf("10.1.%d.%d", index+1, 1+w.IntN(250))
		labels := fields{"app": account}
		if w.plane != waypoint {
			labels["security.istio.io/tlsMode"] = "istio"
		}
		w.addPod(namespace, name, podSpec{labels, account, address, nil})
		principal := fmt.Sprintf("%s/ns/%s/sa/%s", w.trustDomain, namespace, account)
		w.callers = append(w.callers, caller{namespace + "/" + name, principal, address})
	}
}
