package generate

import (
	"fmt"
)

type fields = map[string]any

// The planes: who enforces.
const (
	sidecar  = "sidecar"
	waypoint = "waypoint"
	gateway  = "gateway"
)

// world is what the policies and requests of one mesh are about.
type world struct {
	source
	plane       string
	root        string
	trustDomain string
	aliases     []string
	namespace   string // of the target
	name        string // of the target
	ports       []port
	callers     []caller
	objects     []any
	config      fields
	environment map[string]string
	providers   bool
	rules       []fields // of the AuthorizationPolicies, to aim at
	jwt         []fields // of the RequestAuthentications
	clock       int
	waypointFor string
	accounts    map[string]bool
}

type port struct {
	number, target int
	fields         fields
}

type caller struct {
	pod, principal, address string
}

var (
	namespaces = []string{"shop", "shop-dev", "a", "ab", "b"}
	accounts   = []string{"web", "web-2", "admin", "batch", "default", "cert.io"}
	outsiders  = []string{"10.9.0.4", "10.9.0.8", "172.16.5.4", "192.168.7.9", "198.51.100.20", "203.0.113.7"}
)

const (
	targetAddress  = "10.1.0.10"
	serviceAddress = "10.96.0.10"
)

func newWorld(s source) *world {
	w := &world{source: s, accounts: map[string]bool{}, plane: pick(s, []string{sidecar, sidecar, sidecar, waypoint, waypoint, waypoint, gateway})}
	w.root = pick(s, []string{"istio-system", "istio-system", "mesh-root"})
	w.trustDomain = pick(s, []string{"cluster.local", "cluster.local", "td1.example", "prod-td"})
	w.waypointFor = pick(w.source, []string{"service", "all"})
	w.namespace, w.name = pick(s, namespaces), pick(s, []string{"api", "pay"})
	w.configure()
	w.setFlags()
	w.addNamespaces()
	w.addTarget()
	w.addCallers()
	switch w.plane {
	case waypoint:
		w.addWaypoint()
	case gateway:
		w.addGateway()
	}
	return w
}

func (w *world) configure() {
	w.config = fields{"rootNamespace": w.root, "trustDomain": w.trustDomain}
	if w.chance(0.2) {
		w.aliases = []string{"old.example"}
		w.config["trustDomainAliases"] = []any{"old.example"}
	}
	if w.chance(0.4) {
		w.config["pathNormalization"] = fields{"normalization": pick(w.source, []string{
			"DEFAULT", "NONE", "BASE", "MERGE_SLASHES", "DECODE_AND_MERGE_SLASHES",
		})}
	}
	if w.plane == gateway && w.chance(0.5) {
		w.config["defaultConfig"] = fields{"gatewayTopology": fields{"numTrustedProxies": pick(w.source, []int{0, 1, 1, 2, 2})}}
	}
	if w.chance(0.25) {
		w.providers = true
		host := fmt.Sprintf("%s/ext.%s.svc.cluster.local", w.root, w.root)
		w.config["extensionProviders"] = []any{
			fields{"name": "authz-http", "envoyExtAuthzHttp": fields{
				"service": host, "port": 8000, "includeRequestHeadersInCheck": []any{"x-ext-authz"},
			}},
			fields{"name": "authz-grpc", "envoyExtAuthzGrpc": fields{"service": host, "port": 9000}},
		}
		w.add("v1", "Service", w.root, "ext", fields{
			"clusterIP": "10.96.0.11", "clusterIPs": []any{"10.96.0.11"}, "selector": fields{"app": "ext"},
			"ports": []any{fields{"name": "http", "port": 8000}, fields{"name": "grpc", "port": 9000}},
		})
	}
}

// setFlags draws environment variables of istiod, now and then to the value that is not the default.
func (w *world) setFlags() {
	w.environment = map[string]string{}
	if w.providers && w.chance(0.5) {
		w.environment["PILOT_ENABLE_MULTIPLE_CUSTOM_AUTHZ_PROVIDERS"] = fmt.Sprint(w.chance(0.7))
	}
	if w.plane != gateway && w.chance(0.08) {
		w.environment["PILOT_SKIP_VALIDATE_TRUST_DOMAIN"] = fmt.Sprint(w.chance(0.7))
	}
	if w.plane == gateway && w.chance(0.4) {
		w.environment["ENABLE_SELECTOR_BASED_K8S_GATEWAY_POLICY"] = fmt.Sprint(w.chance(0.3))
	}
}

func (w *world) add(version, kind, namespace, name string, spec fields) fields {
	metadata := fields{"name": name}
	if namespace != "" {
		metadata["namespace"] = namespace
	}
	object := fields{"apiVersion": version, "kind": kind, "metadata": metadata}
	if spec != nil {
		object["spec"] = spec
	}
	w.objects = append(w.objects, object)
	return metadata
}

func (w *world) addNamespaces() {
	w.add("v1", "Namespace", "", w.root, nil)
	for _, name := range namespaces {
		labels := fields{"istio-injection": "enabled"}
		if w.plane == waypoint {
			labels = fields{"istio.io/dataplane-mode": "ambient"}
		}
		w.add("v1", "Namespace", "", name, nil)["labels"] = labels
	}
}

func (w *world) addWaypoint() {
	metadata := w.add("gateway.networking.k8s.io/v1", "Gateway", w.namespace, "waypoint", fields{
		"gatewayClassName": "istio-waypoint",
		"listeners":        []any{fields{"name": "mesh", "port": 15008, "protocol": "HBONE"}},
	})
	metadata["labels"] = fields{"istio.io/waypoint-for": w.waypointFor}
}

func (w *world) addGateway() {
	w.add("gateway.networking.k8s.io/v1", "Gateway", w.namespace, "edge", fields{
		"gatewayClassName": "istio",
		"listeners": []any{
			fields{"name": "http-80", "port": 80, "protocol": "HTTP"}, fields{"name": "http-8080", "port": 8080, "protocol": "HTTP"},
		},
	})
	w.add("gateway.networking.k8s.io/v1", "HTTPRoute", w.namespace, "all", fields{
		"parentRefs": []any{fields{"name": "edge"}},
		"rules":      []any{fields{"backendRefs": []any{fields{"name": w.name, "port": 80}}}},
	})
}
